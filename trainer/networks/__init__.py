"""Networks as ordered lists of layers: the container, the networks by name, initial weights."""
