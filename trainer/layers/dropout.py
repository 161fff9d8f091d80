"""Dropout (Srivastava et al. 2014)."""

import numpy as np

from trainer.arrays import Array
from trainer.layers.base import Layer


class Dropout(Layer):
    """In training each number is set to 0 with probability ``share``; the others are scaled up.

    Dividing by 1 − share keeps the expected value, so that in inference the layer does nothing.
    """

    def __init__(self, name: str = "", *, share: float) -> None:
        super().__init__(name)
        if not 0 <= share < 1:
            raise ValueError(f"{name}: dropout is a share from 0 to below 1, found {share}")
        self.share = share
        self.seed(0)

    def seed(self, *key: int) -> None:
        """Seed the generator that draws the masks."""
        self._rng = np.random.default_rng(key)

    def forward(self, x: Array, training: bool = False) -> Array:
        """Y = X · mask / (1 − share)."""
        self._mask: Array | None = None
        if not training:
            return x
        # In the memory layout of x, whose batch axis comes last.
        kept = (self._rng.random(x.T.shape, np.float32) >= self.share).T
        self._mask = kept * x.dtype.type(1 / (1 - self.share))
        return x * self._mask

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """dX = dY · mask / (1 − share)."""
        return dy if self._mask is None else dy * self._mask
