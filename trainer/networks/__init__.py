"""Networks as ordered lists of layers: the container, the two lists, their first weights."""
