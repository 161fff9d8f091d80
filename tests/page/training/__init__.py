"""Training in the page, and the weights that come of it."""
