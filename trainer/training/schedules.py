"""Schedules: the learning rate over a run, as a share of the recipe's.

Each takes ``progress``, the passes done (0 … passes, with fractions), and returns that share.
"""

from collections.abc import Callable
from math import cos, pi

from trainer.training.recipes import Recipe


def constant(_recipe: Recipe, _progress: float) -> float:
    """Always the recipe's rate."""
    return 1.0


def cosine(recipe: Recipe, progress: float) -> float:
    """Up in a line over ``warm_up`` passes, then down to 0 along half a cosine."""
    if progress < recipe.warm_up:
        return progress / recipe.warm_up
    return (1 + cos(pi * (progress - recipe.warm_up) / (recipe.passes - recipe.warm_up))) / 2


SCHEDULES: dict[str, Callable[[Recipe, float], float]] = {"constant": constant, "cosine": cosine}
