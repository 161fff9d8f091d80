"""Pooling: each window of a map is replaced by its maximum or by its mean.

Windows are squares of ``size`` that tile the map: ``(N, C, H, W)`` → ``(N, C, H/size, W/size)``.
"""

from collections.abc import Iterator

import numpy as np

from trainer.arrays import Array, Shape
from trainer.layers.base import Layer


class Pool(Layer):
    """The base class of both kinds of pooling: the shapes, and views of the windows' cells."""

    def __init__(self, name: str, *, size: int = 2) -> None:
        super().__init__(name)
        self.size = size

    def build(self, in_shape: Shape) -> None:
        """Infer the output's shape; raise ValueError unless windows tile the maps."""
        if len(in_shape) != 3 or in_shape[1] % self.size or in_shape[2] % self.size:
            raise ValueError(
                f"{self.name}: windows of {self.size} need maps (C, H, W) whose height and width "
                f"are multiples of {self.size}, found shape {in_shape}"
            )
        channels, height, width = in_shape
        self.in_shape = in_shape
        self.out_shape = (channels, height // self.size, width // self.size)

    def cells(self, x: Array) -> Iterator[Array]:
        """Yield views of ``x`` shaped like the output: all windows' first cells, the second, …."""
        for row in range(self.size):
            for column in range(self.size):
                yield x[:, :, row :: self.size, column :: self.size]


class MaxPool(Pool):
    """The maximum of each window; of equal values the first, row by row (Batmazoğlu, eq. 4)."""

    def forward(self, x: Array, training: bool = False) -> Array:
        """Y = max over the window."""
        first, *others = self.cells(x)
        y = self.buffer("y", first)
        y[...] = first
        for cell in others:
            np.maximum(y, cell, out=y)
        self._x, self._y = x, y
        return y

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """Pass each window's gradient to its arg-max only (Batmazoğlu, eq. 15).

        What one cell takes is gone from ``remaining``, so that of equal values only the first gets
        it.
        """
        dx, remaining = self.buffer("dx", self._x), self.buffer("remaining", self._y)
        remaining[...] = dy
        for cell, target in zip(self.cells(self._x), self.cells(dx), strict=True):
            np.multiply(remaining, cell == self._y, out=target)
            remaining -= target
        return dx


class AveragePool(Pool):
    """The mean of each window (the table of Batmazoğlu's fig. 2)."""

    def forward(self, x: Array, training: bool = False) -> Array:
        """Y = mean over the window."""
        self._x = x
        first, *others = self.cells(x)
        y = self.buffer("y", first)
        y[...] = first
        for cell in others:
            y += cell
        y *= 1 / self.size**2
        return y

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """Pass an equal share of each window's gradient to its cells."""
        dx = self.buffer("dx", self._x)
        share = dy * (1 / self.size**2)
        for target in self.cells(dx):
            target[...] = share
        return dx
