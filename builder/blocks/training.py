"""What the page needs to train a network by itself: the recipe, the images, the worker's script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from builder.blocks.engine import runs_in_the_page
from builder.embed import bytes_block, json_block
from builder.packing import pack_images
from builder.weights import Choice
from trainer.datasets.dataset import DIGITS
from trainer.datasets.mnist import load_mnist_first
from trainer.training.recipes import RECIPES, Recipe


@dataclass(frozen=True)
class Trainable:
    """A network of the page and the recipe that trains it there."""

    choice: Choice
    recipe: Recipe


def trainable(choices: Sequence[Choice]) -> Trainable | None:
    """Return the first recipe that the engine can run, on the images that the page holds."""
    for choice in choices:
        for recipe in RECIPES.values():
            reads_digits = choice.network.classes == DIGITS and recipe.data == "mnist-first"
            if recipe.network == choice.name and reads_digits and runs_in_the_page(recipe):
                return Trainable(choice, recipe)
    return None


def blocks(trained: Trainable) -> Iterator[Markup]:
    """Yield the recipe, the training labels (a byte each), and the images as resized, packed."""
    data, recipe = load_mnist_first(), trained.recipe
    given = {
        "data": data.description,
        "images": len(data.train_labels),
        "recipe": recipe.to_json(),
    }
    images = trained.choice.network.input.pictures(data.train_images)
    yield json_block("training/recipe", given)
    yield bytes_block("mnist-first/train-labels", data.train_labels.astype(np.uint8).tobytes())
    yield bytes_block("mnist-first/train-images", pack_images(images))
