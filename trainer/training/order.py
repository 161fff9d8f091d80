"""The order in which a pass presents the training images, and its mini-batches."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from trainer.training.recipes import Recipe


def presentation_order(recipe: Recipe, pass_index: int, images: int) -> NDArray[np.intp]:
    """Return the indices of the images (N,) in their order in a pass (0 for the first)."""
    if recipe.order == "constant":
        return np.arange(images)
    return np.random.default_rng((recipe.seed, pass_index)).permutation(images)


def mini_batches(
    recipe: Recipe, pass_index: int, images: int
) -> Iterator[slice | NDArray[np.intp]]:
    """Yield the indices of each mini-batch of a pass; in a constant order slices, not copies."""
    parts = (slice(i, i + recipe.batch_size) for i in range(0, images, recipe.batch_size))
    if recipe.order == "constant":
        yield from parts
        return
    order = presentation_order(recipe, pass_index, images)
    yield from (order[part] for part in parts)
