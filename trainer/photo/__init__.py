"""A picture of digits, from its pixels to the images that a network expects."""
