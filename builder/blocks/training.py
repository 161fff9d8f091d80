"""What the page needs to train a network by itself: the recipe, the images, the worker's script."""

from collections.abc import Iterator, Sequence

import numpy as np
from markupsafe import Markup

from builder.embed import bytes_block, json_block
from builder.packing import pack_images
from builder.weights import Choice
from trainer.datasets.mnist import load_mnist_first
from trainer.ink.resize import resize_bilinear
from trainer.training.recipes import RECIPES

RECIPE = RECIPES["zipcode-1989", "1989"]


def can_train(choices: Sequence[Choice]) -> bool:
    """Return whether the network of the recipe is on the page."""
    return any(choice.network == RECIPE.network for choice in choices)


def blocks(_: Sequence[Choice]) -> Iterator[Markup]:
    """Yield the recipe, the training labels (a byte each), and the images at 16×16, packed."""
    data = load_mnist_first()
    given = {
        "data": data.description,
        "images": len(data.train_labels),
        "recipe": RECIPE.to_json(),
    }
    yield json_block("training/recipe", given)
    yield bytes_block("mnist-first/train-labels", data.train_labels.astype(np.uint8).tobytes())
    yield bytes_block("mnist-first/train-16", pack_images(resize_bilinear(data.train_images, 16)))
