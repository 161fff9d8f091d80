"""Drawn ink: strokes and images of digits, from the pen to the pixels that are read."""
