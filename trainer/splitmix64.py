"""SplitMix64: random numbers that are the same on every machine and in every language."""

import numpy as np
from numpy.typing import NDArray

GAMMA = 0x9E3779B97F4A7C15  # the odd integer nearest to 2⁶⁴ / golden ratio


LARGEST_SEED = 2**64 - 1


MIX = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)


def splitmix64(seed: int, start: int, count: int) -> NDArray[np.uint64]:
    """Return values ``start`` … ``start + count − 1`` (count,) of the stream of a seed.

    The generator is that of Steele, Lea & Flood (OOPSLA 2014). Raise ValueError unless
    0 ≤ seed < 2⁶⁴.
    """
    if not 0 <= seed <= LARGEST_SEED:
        raise ValueError(f"a seed is a whole number from 0 to 2**64 - 1, found {seed}")
    with np.errstate(over="ignore"):  # 64-bit wrap-around is what the generator is made of
        index = np.arange(start + 1, start + count + 1, dtype=np.uint64)
        z = np.uint64(seed) + index * np.uint64(GAMMA)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(MIX[0])
        z = (z ^ (z >> np.uint64(27))) * np.uint64(MIX[1])
        return z ^ (z >> np.uint64(31))
