"""Inference in batches."""

import numpy as np

from trainer.arrays import Array
from trainer.networks.network import Network


def predict(network: Network, inputs: Array, batch: int = 128) -> Array:
    """Return the outputs (N, classes) for inputs (N, *input_shape), computed in batches."""
    return np.concatenate(
        [
            network.forward(inputs[start : start + batch]).copy()
            for start in range(0, len(inputs), batch)
        ]
    )
