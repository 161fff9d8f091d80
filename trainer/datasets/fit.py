"""Whether a network can be trained on a data set, or read it."""

import math

import numpy as np

from trainer.datasets.dataset import Dataset
from trainer.errors import UserError
from trainer.networks.network import Network


def check_fits(data: Dataset, network: Network) -> None:
    """Raise UserError where the images have another size, or a label is no class of the network.

    Bytes are brought to any network's size; images that are inputs already are not.
    """
    for images in (data.train_images, data.test_images):
        found, expected = images.shape[1:], network.input.shape
        if images.dtype != np.uint8 and math.prod(found) != math.prod(expected):
            raise UserError(
                f"{data.name} has images of {_times(found)} numbers, prepared for another network; "
                f"{network.name} needs {_times(expected)} or whole grey levels: choose other data"
            )
    largest = max(data.train_labels.max(), data.test_labels.max())
    if largest >= len(network.classes):
        raise UserError(
            f"{data.name} has images of class {largest}, but {network.name} knows only "
            f"{len(network.classes)} classes, 0 to {len(network.classes) - 1}; choose other data"
        )


def _times(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape))
