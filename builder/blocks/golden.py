"""What NumPy's networks put out, layer by layer, for the page to check itself against.

For three test images and every set of weights: at most 96 units of each layer, evenly spaced, in
float64 as the page computes, written down as float32.
"""

import base64
from collections.abc import Iterator, Sequence

import numpy as np
from markupsafe import Markup

from builder.embed import json_block
from builder.weights import Choice, Weights
from trainer.datasets.mnist import load_mnist_first

IMAGES = (0, 1, 2)
UNITS_COMPARED = 96
"""Units of a layer that are compared, evenly spaced, where it has more."""


def blocks(choices: Sequence[Choice]) -> Iterator[Markup]:
    """Yield the JSON list: network, weights, image index, and by layer base64 of float32."""
    golden = [
        {"network": choice.name, "weights": weights.name, "image": image, "layers": layers}
        for choice in choices
        for weights in choice.weights
        for image, layers in zip(IMAGES, _layers(weights), strict=True)
    ]
    yield json_block("data/golden", golden)


def _layers(weights: Weights) -> list[dict[str, str]]:
    """Return, for each image, the picked activations of each layer."""
    images = load_mnist_first().test_images[list(IMAGES)]
    outputs = weights.reader.in_float64().activations(images)
    return [
        {name: _coded(values[number].ravel()[picks(values[number].size)])
         for name, values in outputs.items()}
        for number in range(len(IMAGES))
    ]  # fmt: skip


def picks(units: int) -> list[int]:
    """Return the indices of the units that are compared, of so many; ``check.js`` does the same."""
    count = min(units, UNITS_COMPARED)
    return [number * units // count for number in range(count)]


def _coded(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> str:
    return base64.b64encode(values.astype("<f4").tobytes()).decode()
