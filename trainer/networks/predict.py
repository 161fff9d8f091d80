"""Outputs of a network for many inputs."""

import numpy as np

from trainer.arrays import Array
from trainer.networks.network import Network


def predict(network: Network, inputs: Array, batch: int = 128) -> Array:
    """Outputs (N, 10) for inputs (N, *input_shape), a batch at a time."""
    return np.concatenate(
        [
            network.forward(inputs[start : start + batch]).copy()
            for start in range(0, len(inputs), batch)
        ]
    )
