"""Runs of a recipe: which backend trains, what is saved, how it is resumed."""
