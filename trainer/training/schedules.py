"""Learning-rate schedules: factors of the recipe's learning rate over a run.

Each takes ``progress``, the passes done (0 … passes, with fractions), and returns the factor.
"""

from collections.abc import Callable
from math import cos, pi

from trainer.training.recipes import Recipe


def constant(_recipe: Recipe, _progress: float) -> float:
    """Return 1 throughout."""
    return 1.0


def cosine(recipe: Recipe, progress: float) -> float:
    """Return a linear warm-up over ``warm_up`` passes, then half a cosine down to 0."""
    if progress < recipe.warm_up:
        return progress / recipe.warm_up
    return (1 + cos(pi * (progress - recipe.warm_up) / (recipe.passes - recipe.warm_up))) / 2


SCHEDULES: dict[str, Callable[[Recipe, float], float]] = {"constant": constant, "cosine": cosine}
