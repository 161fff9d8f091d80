"""Labels as the engine takes them."""

import numpy as np
from numpy.typing import NDArray

from trainer.datasets.dataset import NO_CLASS
from trainer.networks.network import Network


def engine_labels(labels: NDArray[np.integer], network: Network) -> NDArray[np.uint8]:
    """Return labels as bytes (N,); NO_CLASS becomes the number of classes."""
    return np.where(labels == NO_CLASS, len(network.classes), labels).astype(np.uint8)
