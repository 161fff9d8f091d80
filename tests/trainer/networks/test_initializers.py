"""The initial weights: generator, ranges, reproducibility."""

import numpy as np
import pytest

from trainer.networks.initializers import initialize, uniform
from trainer.networks.zipcode_1989 import zipcode_1989
from trainer.splitmix64 import splitmix64

MASK = 2**64 - 1


def reference_splitmix64(seed: int, count: int) -> list[int]:
    """Run the published generator in Python's integers."""
    values = []
    for _ in range(count):
        seed = (seed + 0x9E3779B97F4A7C15) & MASK
        z = seed
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        values.append(z ^ (z >> 31))
    return values


@pytest.mark.parametrize("seed", [0, 1989, 2**64 - 1])
def test_the_stream_is_splitmix64(seed: int) -> None:
    assert splitmix64(seed, 0, 20).tolist() == reference_splitmix64(seed, 20)
    assert splitmix64(seed, 5, 15).tolist() == reference_splitmix64(seed, 20)[5:]


def test_published_first_value_of_seed_zero() -> None:
    """The first output for seed 0, as other implementations of SplitMix64 print it."""
    assert splitmix64(0, 0, 1)[0] == 0xE220A8397B1DCDAF


def test_uniform_is_exact_and_within_its_range() -> None:
    values = uniform(7, 0, 100_000)
    assert values.dtype == np.float32
    assert values.min() >= -1
    assert values.max() < 1
    assert abs(values.mean()) < 0.01
    assert np.array_equal(np.round(values.astype(np.float64) * 2**23) / 2**23, values)


def test_ranges_of_the_1989_recipe() -> None:
    network = zipcode_1989()
    initialize(network, "lecun-1989", 1989)
    for layer, fan_in in {"H1": 25, "H2": 200, "H3": 192, "output": 30}.items():
        weights = network.parameters[f"{layer}.weight"]
        limit = 2.4 / np.sqrt(fan_in)
        assert 0.95 * limit < np.abs(weights).max() <= np.float32(limit)
    for layer, bias in {"H1": 0, "H2": 0, "H3": 0, "output": -1}.items():
        assert (network.parameters[f"{layer}.bias"] == bias).all()


def test_seeds_are_reproducible_and_distinct() -> None:
    networks = [zipcode_1989() for _ in range(3)]
    for network, seed in zip(networks, (1, 1, 2), strict=True):
        initialize(network, "lecun-1989", seed)
    assert np.array_equal(networks[0].vector, networks[1].vector)
    assert not np.array_equal(networks[0].vector, networks[2].vector)
