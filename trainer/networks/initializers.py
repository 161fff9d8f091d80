"""Initial weights, defined exactly: the same seed gives the same bits in Python and in the page.

The generator is SplitMix64 (Steele, Lea & Flood, "Fast splittable pseudorandom number
generators", OOPSLA 2014), used as a counter-based generator: value ``i`` of a seed is a hash of
``seed + (i + 1)·γ`` in 64-bit integers. One counter runs through all parameters in the order of
the layer list, biases included, so that every parameter has its own number.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.networks.network import Network
from trainer.splitmix64 import splitmix64


def uniform(seed: int, start: int, count: int) -> NDArray[np.float32]:
    """Return ``count`` multiples of 2⁻²³ in [−1, 1), from the upper 24 bits: exact in float32."""
    upper = (splitmix64(seed, start, count) >> np.uint64(40)).astype(np.float32)
    return upper * np.float32(2.0**-23) - np.float32(1)


@dataclass(frozen=True)
class Distribution:
    """U(−limit, limit) + offset, each operation rounded to float32."""

    limit: np.float32
    offset: np.float32


ZERO, ONE = np.float32(0), np.float32(1)
OUTPUT_BIAS = {"output.bias": Distribution(ZERO, -ONE)}


def _by_fan_in(network: Network, scale: float, power: float = 0.5) -> dict[str, Distribution]:
    """Return U(−l, l), l = scale / F**power, for weights of fan-in F; 0 for biases, 1 for scales.

    Scales are BatchNorm's. The keys are the parameters' full names.
    """
    distributions = {}
    for layer in network.layers:
        for short in layer.params:
            distribution = Distribution(ZERO, ZERO)
            if short == "weight" and layer.fan_in:
                distribution = Distribution(np.float32(scale / layer.fan_in**power), ZERO)
            elif short == "weight":
                distribution = Distribution(ZERO, ONE)
            distributions[f"{layer.name}.{short}"] = distribution
    return distributions


def lecun_1989(network: Network) -> dict[str, Distribution]:
    """Return U(−2.4/√F, 2.4/√F) for weights, −1 for the output biases and 0 for the others.

    LeCun et al. (1989) print 2.4/F; Karpathy (2022) concludes that they must have used 2.4/√F, and
    this project follows him.
    """
    return _by_fan_in(network, 2.4) | OUTPUT_BIAS


def lecun_1989_printed(network: Network) -> dict[str, Distribution]:
    """Return U(−2.4/F, 2.4/F), as LeCun et al. (1989) print it; biases as in ``lecun_1989``."""
    return _by_fan_in(network, 2.4, power=1) | OUTPUT_BIAS


def lecun_1998(network: Network) -> dict[str, Distribution]:
    """Return U(−√3/√F, √3/√F): logits of unit variance (LeCun et al. 1998, Efficient BackProp)."""
    return _by_fan_in(network, float(np.sqrt(3)))


def he_2015(network: Network) -> dict[str, Distribution]:
    """Return U(−√6/√F, √6/√F), as rectifiers halve the variance (He et al. 2015)."""
    return _by_fan_in(network, float(np.sqrt(6)))


INITIALIZERS = {
    "lecun-1989": lecun_1989,
    "lecun-1989-printed": lecun_1989_printed,
    "lecun-1998": lecun_1998,
    "he-2015": he_2015,
}


def initialize(network: Network, initializer: str, seed: int) -> None:
    """Fill all parameters of a network, in the order of its layers."""
    first = 0
    distributions = INITIALIZERS[initializer](network)
    for name, parameter in network.parameters.items():
        numbers = uniform(seed, first, parameter.size).reshape(parameter.shape)
        parameter[...] = numbers * distributions[name].limit + distributions[name].offset
        first += parameter.size
