"""Runs of a recipe: which backend trains, what is kept, how it goes on."""
