"""The error of the engine's tanh, over all finite float32 from 0 on (it is odd)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.wasm.runner import Engine

INFINITY = 0x7F800000
"""Bit pattern of infinity: the finite numbers lie below it."""
CHUNK = 2**20


@dataclass(frozen=True)
class Worst:
    """The largest errors, in units in the last place and absolute, and the deepest decrease."""

    ulp: float
    absolute: float
    fall: float


def every(step: int) -> Iterator[NDArray[np.float32]]:
    """Yield every ``step``-th finite float32 from 0 up, in chunks."""
    for first in range(0, INFINITY, step * CHUNK):
        last = min(first + step * CHUNK, INFINITY)
        yield np.arange(first, last, step, dtype=np.uint32).view(np.float32)


def measure(engine: Engine, chunks: Iterator[NDArray[np.float32]]) -> Worst:
    """Measure the largest errors over chunks of increasing numbers."""
    ulp = absolute = fall = before = 0.0
    for x in chunks:
        exact = np.tanh(x.astype(np.float64))
        found = engine.tanh(x)
        if not np.isfinite(found).all() or found.max() > 1:
            return Worst(np.inf, np.inf, np.inf)
        error = np.abs(found - exact)
        ulp = max(ulp, float((error / np.spacing(exact.astype(np.float32))).max()))
        absolute = max(absolute, float(error.max()))
        fall = max(fall, before - float(found[0]), float(-np.diff(found).min()))
        before = float(found[-1])
    return Worst(ulp, absolute, fall)
