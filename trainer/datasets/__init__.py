"""Data sets: what is trained on and what is tested on."""
