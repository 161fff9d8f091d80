"""Activations: squashing and rectifying element by element, and the softmax over the outputs."""

import numpy as np

from trainer.arrays import Array, Shape
from trainer.layers.base import Layer


class Tanh(Layer):
    """The squashing of both networks, element by element (Batmazoğlu, eq. 3)."""

    def forward(self, x: Array, training: bool = False) -> Array:
        """Y = tanh X."""
        self._y: Array = np.tanh(x, out=self.buffer("y", x))
        return self._y

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """DX = dY · (1 − Y²) (Batmazoğlu, eq. 12)."""
        dx = np.multiply(self._y, self._y, out=self.buffer("dx", self._y))
        np.subtract(1, dx, out=dx)
        dx *= dy
        return dx


class LeakyReLU(Layer):
    """Positive numbers as they are, negative ones times ``slope``; at 0 the derivative is slope."""

    def __init__(self, name: str = "", *, slope: float = 0.01) -> None:
        super().__init__(name)
        self.slope = slope

    def forward(self, x: Array, training: bool = False) -> Array:
        """Y = X where X > 0, else slope · X."""
        self._factor = np.where(x > 0, x.dtype.type(1), x.dtype.type(self.slope))
        return self._factor * x

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """DX = dY where X > 0, else slope · dY."""
        return self._factor * dy


class ReLU(Layer):
    """Positive numbers as they are, 0 for the others; at 0 the derivative is 0."""

    def forward(self, x: Array, training: bool = False) -> Array:
        """Y = max(X, 0)."""
        self._y: Array = np.maximum(x, 0)
        return self._y

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """DX = dY where X > 0, else 0."""
        return dy * (self._y > 0)


class Softmax(Layer):
    """Totals ``(N, classes)`` → probabilities that add up to 1 (Batmazoğlu, eq. 6)."""

    def build(self, in_shape: Shape) -> None:
        """Refuse maps: the sum runs over all classes of a vector."""
        if len(in_shape) != 1:
            raise ValueError(f"{self.name}: a Softmax needs a vector, found shape {in_shape}")
        super().build(in_shape)

    def forward(self, x: Array, training: bool = False) -> Array:
        """Y = exp X / Σ exp X, with the largest total taken off first so that none overflows."""
        y: Array = np.exp(x - x.max(1, keepdims=True))
        y /= y.sum(1, keepdims=True)
        self._y = y
        return y

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """DX = Y · (dY − Σ Y·dY). The cross-entropy fuses this with its own gradient."""
        dx: Array = self._y * (dy - (self._y * dy).sum(1, keepdims=True))
        return dx
