"""Synthetic training data: drawn digits and non-digits, and variations of pen strokes."""
