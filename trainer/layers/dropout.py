"""Dropout (Srivastava et al. 2014)."""

import math

import numpy as np

from trainer.arrays import Array
from trainer.layers.base import Layer
from trainer.splitmix64 import splitmix64


class Dropout(Layer):
    """In training each number is set to 0 with probability ``share``; the others are scaled up.

    Dividing by 1 − share keeps the expected value, so that in inference the layer does nothing.
    The masks come from SplitMix64, number after number of each image, so that the WebAssembly
    engine draws the same.
    """

    def __init__(self, name: str = "", *, share: float) -> None:
        super().__init__(name)
        if not 0 <= share < 1:
            raise ValueError(f"{name}: dropout is a share from 0 to below 1, found {share}")
        self.share = share
        self.seed(0)

    @staticmethod
    def threshold(share: float) -> int:
        """Return the smallest upper 24 bits of a random number with which a number is kept."""
        return math.ceil(share * 2**24)

    def seed(self, *key: int) -> None:
        """Start the masks anew, from a seed that the numbers of the key make together."""
        self.mask_seed, self._drawn = 0, 0
        for number in key:
            self.mask_seed = int(splitmix64(self.mask_seed ^ number, 0, 1)[0])

    def forward(self, x: Array, training: bool = False) -> Array:
        """Y = X · mask / (1 − share)."""
        self._mask: Array | None = None
        if not training:
            return x
        upper = splitmix64(self.mask_seed, self._drawn, x.size) >> np.uint64(40)
        self._drawn += x.size
        kept = (upper >= np.uint64(self.threshold(self.share))).reshape(x.shape)
        # In the memory layout of x, whose batch axis comes last.
        mask = self.buffer("mask", x)
        np.multiply(kept, x.dtype.type(1 / (1 - self.share)), out=mask)
        self._mask = mask
        return x * mask

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """dX = dY · mask / (1 − share)."""
        return dy if self._mask is None else dy * self._mask
