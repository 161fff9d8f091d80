"""A network of one layer, in float64, for tests of that layer."""

import numpy as np

from tests.support.networks.numbers_input import numbers
from trainer.layers import Layer
from trainer.networks.network import Network


def network_of(layer: Layer, in_shape: tuple[int, ...], seed: int = 0) -> Network:
    network = Network(
        "test",
        numbers(*in_shape),
        [layer],
        dtype=np.float64,
    )
    network.vector[...] = np.random.default_rng(seed).normal(size=network.vector.size)
    return network
