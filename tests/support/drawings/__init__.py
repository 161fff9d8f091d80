"""Handwritten digits: as strokes, in rows, as pictures."""
