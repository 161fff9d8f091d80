"""The fully connected layer, and the flattening before it."""

import numpy as np

from trainer.arrays import Array, Shape
from trainer.layers.base import Counts, Layer


class Dense(Layer):
    """A fully connected layer: ``(N, F)`` → ``(N, units)``."""

    def __init__(self, name: str, *, units: int, published: Counts | None = None) -> None:
        super().__init__(name, published)
        self.units = units

    def build(self, in_shape: Shape) -> None:
        """Infer the output's shape; raise ValueError for an input that is not a vector."""
        if len(in_shape) != 1:
            raise ValueError(
                f"{self.name}: a Dense needs a vector, found shape {in_shape}; Flatten it"
            )
        self.in_shape, self.out_shape = in_shape, (self.units,)

    def parameter_shapes(self) -> dict[str, Shape]:
        """Return those of ``weight`` (units, F) and ``bias`` (units,)."""
        return {"weight": (self.units, self.in_shape[0]), "bias": (self.units,)}

    @property
    def fan_in(self) -> int:
        """All inputs."""
        return self.in_shape[0]

    def forward(self, x: Array, training: bool = False) -> Array:
        """Z = X · Wᵀ + b (Batmazoğlu, eq. 5)."""
        self._x = x
        z: Array = np.dot(self.params["weight"], x.T).T
        z += self.params["bias"]
        return z

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """dW = dYᵀ · X, db = Σ dY, dX = dY · W (Batmazoğlu, eq. 11)."""
        np.dot(dy.T, self._x, out=self.grads["weight"])
        np.add.reduce(dy, 0, out=self.grads["bias"])
        return np.dot(self.params["weight"].T, dy.T).T if input_gradient else None

    def second_backward(self, d2y: Array, input_curvature: bool = True) -> Array | None:
        """d²W = d²Yᵀ · X², d²b = Σ d²Y, d²X = d²Y · W²."""
        np.dot(d2y.T, self._x**2, out=self.curvatures["weight"])
        np.add.reduce(d2y, 0, out=self.curvatures["bias"])
        return np.dot(d2y, self.params["weight"] ** 2) if input_curvature else None


class Flatten(Layer):
    """``(N, C, H, W)`` → ``(N, C·H·W)``, channel by channel, row by row."""

    def build(self, in_shape: Shape) -> None:
        """Infer the output's shape."""
        self.in_shape, self.out_shape = in_shape, (int(np.prod(in_shape)),)

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return a view of the maps as vectors."""
        return x.reshape(x.shape[0], -1)

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """Return a view of the gradient as maps."""
        return dy.reshape(dy.shape[0], *self.in_shape)

    def second_backward(self, d2y: Array, input_curvature: bool = True) -> Array | None:
        """Return a view of the second derivatives as maps."""
        return self.backward(d2y, input_curvature)
