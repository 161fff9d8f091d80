"""Batch normalisation (Ioffe & Szegedy 2015)."""

import numpy as np

from trainer.arrays import Array, Shape
from trainer.layers.base import Layer


class BatchNorm(Layer):
    """Each map (or unit) normalised to mean 0 and variance 1 over the batch, scaled and shifted.

    A map of ``(N, C, H, W)`` has one mean and variance over N, H and W; a unit of ``(N, F)`` one
    over N. ``weight`` (the scale γ, 1 at first) and ``bias`` (the shift β) are learned. Training
    normalises with the batch's statistics, and keeps their moving averages in ``statistics``:
    ``mean`` and ``variance`` ← momentum · old + (1 − momentum) · the batch's. Inference normalises
    with those averages. Variances divide by n, not by n − 1.
    """

    def __init__(self, name: str, *, momentum: float = 0.9, epsilon: float = 1e-5) -> None:
        super().__init__(name)
        self.momentum, self.epsilon = momentum, epsilon

    def build(self, in_shape: Shape) -> None:
        """Initialise the statistics: mean 0, variance 1."""
        super().build(in_shape)
        size = in_shape[0]
        self._axes = (0, 2, 3) if len(in_shape) == 3 else (0,)
        self._broadcast_shape = (1, size, 1, 1) if len(in_shape) == 3 else (1, size)
        self.statistics = {
            "mean": np.zeros(size, np.float32),
            "variance": np.ones(size, np.float32),
        }

    def parameter_shapes(self) -> dict[str, Shape]:
        """Return those of ``weight`` and ``bias``: one number each for each map or unit."""
        return {"weight": self.in_shape[:1], "bias": self.in_shape[:1]}

    def forward(self, x: Array, training: bool = False) -> Array:
        """Y = γ · (X − mean) / √(variance + ε) + β."""
        if training:
            mean, variance = x.mean(self._axes), x.var(self._axes)
            for name, value in (("mean", mean), ("variance", variance)):
                stored = self.statistics[name]
                stored += ((1 - self.momentum) * (value - stored)).astype(stored.dtype)
        else:
            mean = self.statistics["mean"].astype(x.dtype)
            variance = self.statistics["variance"].astype(x.dtype)
        self._batch_statistics = training
        self._inverse = 1 / np.sqrt(variance + x.dtype.type(self.epsilon))
        self._normal = (x - self._broadcast(mean)) * self._broadcast(self._inverse)
        scaled: Array = self._normal * self._broadcast(self.params["weight"])
        scaled += self._broadcast(self.params["bias"])
        return scaled

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """dX = γ/σ · (dY − mean dY − X̂ · mean(dY·X̂)): mean and σ depend on the batch too."""
        self.grads["bias"][...] = dy.sum(self._axes)
        self.grads["weight"][...] = (dy * self._normal).sum(self._axes)
        factor = self._broadcast(self.params["weight"] * self._inverse)
        if not self._batch_statistics:
            return factor * dy
        count = dy.size // dy.shape[1]
        means = self._normal * self._broadcast(self.grads["weight"] / count)
        means += self._broadcast(self.grads["bias"] / count)
        return factor * (dy - means)

    def _broadcast(self, values: Array) -> Array:
        """Reshape one number for each map or unit so that it broadcasts over a batch."""
        return values.reshape(self._broadcast_shape)
