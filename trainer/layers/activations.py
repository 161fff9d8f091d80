"""Activation functions: tanh and rectifiers, element by element, and softmax over the classes."""

import numpy as np

from trainer.arrays import Array, Shape
from trainer.layers.base import Layer


class Tanh(Layer):
    """The hyperbolic tangent, element by element (Batmazoğlu, eq. 3)."""

    def forward(self, x: Array, training: bool = False) -> Array:
        """Y = tanh X."""
        self._y: Array = np.tanh(x, out=self.buffer("y", x))
        return self._y

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """dX = dY · (1 − Y²) (Batmazoğlu, eq. 12)."""
        dx = self._slope()
        dx *= dy
        return dx

    def second_backward(self, d2y: Array, input_curvature: bool = True) -> Array | None:
        """d²X = d²Y · (1 − Y²)²: the term with tanh″ is left out, so that none is negative."""
        slope = self._slope()
        slope *= slope
        slope *= d2y
        return slope

    def _slope(self) -> Array:
        slope = np.multiply(self._y, self._y, out=self.buffer("dx", self._y))
        np.subtract(1, slope, out=slope)
        return slope


class ScaledTanh(Layer):
    """1.7159 · tanh(2x/3), the activation function of LeCun et al. (1989, 1998).

    f(±1) = ±1: the targets lie where the slope is still large, not at the asymptotes ±1.7159.
    """

    SCALE, STEEPNESS = 1.7159, 2 / 3

    def forward(self, x: Array, training: bool = False) -> Array:
        """Y = A · tanh(S · X)."""
        y = np.multiply(x, x.dtype.type(self.STEEPNESS), out=self.buffer("y", x))
        np.tanh(y, out=y)
        y *= x.dtype.type(self.SCALE)
        self._y = y
        return y

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """dX = dY · S · (A − Y²/A)."""
        dx = self._slope()
        dx *= dy
        return dx

    def second_backward(self, d2y: Array, input_curvature: bool = True) -> Array | None:
        """d²X = d²Y · slope²."""
        slope = self._slope()
        slope *= slope
        slope *= d2y
        return slope

    def _slope(self) -> Array:
        slope = np.multiply(self._y, self._y, out=self.buffer("dx", self._y))
        slope *= slope.dtype.type(-self.STEEPNESS / self.SCALE)
        slope += slope.dtype.type(self.STEEPNESS * self.SCALE)
        return slope


class LeakyReLU(Layer):
    """max(x, slope · x) for 0 ≤ slope < 1; at 0 the derivative is ``slope``."""

    def __init__(self, name: str = "", *, slope: float = 0.01) -> None:
        super().__init__(name)
        self.slope = slope

    def forward(self, x: Array, training: bool = False) -> Array:
        """Y = X where X > 0, else slope · X."""
        self._factor = np.where(x > 0, x.dtype.type(1), x.dtype.type(self.slope))
        return self._factor * x

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """dX = dY where X > 0, else slope · dY."""
        return self._factor * dy


class ReLU(Layer):
    """The rectifier max(x, 0); at 0 the derivative is 0."""

    def forward(self, x: Array, training: bool = False) -> Array:
        """Y = max(X, 0)."""
        self._y: Array = np.maximum(x, 0)
        return self._y

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """dX = dY where X > 0, else 0."""
        return dy * (self._y > 0)


class Softmax(Layer):
    """Logits ``(N, classes)`` → probabilities that add up to 1 (Batmazoğlu, eq. 6)."""

    def build(self, in_shape: Shape) -> None:
        """Check that the input is a vector: the sum runs over its classes."""
        if len(in_shape) != 1:
            raise ValueError(f"{self.name}: a Softmax needs a vector, found shape {in_shape}")
        super().build(in_shape)

    def forward(self, x: Array, training: bool = False) -> Array:
        """Y = exp X / Σ exp X, with the largest logit subtracted first, so that none overflows."""
        y: Array = np.exp(x - x.max(1, keepdims=True))
        y /= y.sum(1, keepdims=True)
        self._y = y
        return y

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """dX = Y · (dY − Σ Y·dY). The cross-entropy fuses this with its own gradient."""
        dx: Array = self._y * (dy - (self._y * dy).sum(1, keepdims=True))
        return dx
