"""Weights with their cards: as files, and in formats of other programs."""
