"""Initial weights, defined exactly: the same seed gives the same bits in Python and in the page.

The generator is SplitMix64 (Steele, Lea & Flood, "Fast splittable pseudorandom number
generators", OOPSLA 2014) read as a counter-based one: value ``i`` of a seed is a hash of
``seed + (i + 1)·γ`` in 64-bit integers. One counter runs through all parameters in the order of
the layer list, biases counted too, so that every parameter has its own number.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.networks.network import Network
from trainer.splitmix64 import splitmix64


def uniform(seed: int, start: int, count: int) -> NDArray[np.float32]:
    """Multiples of 2⁻²³ in [−1, 1), from the upper 24 bits: exact in float32."""
    upper = (splitmix64(seed, start, count) >> np.uint64(40)).astype(np.float32)
    return upper * np.float32(2.0**-23) - np.float32(1)


@dataclass(frozen=True)
class Start:
    """How a parameter starts: U(−limit, limit) + constant, each operation rounded to float32."""

    limit: np.float32
    constant: np.float32


def _starts(network: Network, scale: float, power: float = 0.5) -> dict[str, Start]:
    """Weights U(−l, l) with l = scale / F**power, F the fan-in; biases 0, BatchNorm's scales 1."""
    zero, one = np.float32(0), np.float32(1)
    starts = {}
    for layer in network.layers:
        for short in layer.params:
            start = Start(zero, zero)
            if short == "weight" and layer.fan_in:
                start = Start(np.float32(scale / layer.fan_in**power), zero)
            elif short == "weight":
                start = Start(zero, one)
            starts[f"{layer.name}.{short}"] = start
    return starts


def lecun_1989(network: Network) -> dict[str, Start]:
    """U(−2.4/F, 2.4/F) by √F as in Karpathy (2022); output biases −1, the others 0.

    LeCun et al. (1989) give 2.4/F; Karpathy (2022) found that the networks of the time must have
    used 2.4/√F, and this project follows him.
    """
    return _starts(network, 2.4) | {"output.bias": Start(np.float32(0), np.float32(-1))}


def lecun_1989_printed(network: Network) -> dict[str, Start]:
    """U(−2.4/F, 2.4/F), the very words of LeCun et al. (1989); biases as in ``lecun_1989``."""
    return _starts(network, 2.4, power=1) | {"output.bias": Start(np.float32(0), np.float32(-1))}


def lecun_1998(network: Network) -> dict[str, Start]:
    """U(−√3/√F, √3/√F): unit variance of every total (LeCun et al., Efficient BackProp, 1998)."""
    return _starts(network, float(np.sqrt(3)))


def he_2015(network: Network) -> dict[str, Start]:
    """U(−√6/√F, √6/√F): rectifiers halve the variance (He et al. 2015)."""
    return _starts(network, float(np.sqrt(6)))


INITIALIZERS = {
    "lecun-1989": lecun_1989,
    "lecun-1989-printed": lecun_1989_printed,
    "lecun-1998": lecun_1998,
    "he-2015": he_2015,
}


def initialize(network: Network, initializer: str, seed: int) -> None:
    """Fill all parameters in the order of the layer list."""
    first = 0
    starts = INITIALIZERS[initializer](network)
    for name, parameter in network.parameters.items():
        numbers = uniform(seed, first, parameter.size).reshape(parameter.shape)
        parameter[...] = numbers * starts[name].limit + starts[name].constant
        first += parameter.size
