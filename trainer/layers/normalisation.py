"""Batch normalisation (Ioffe & Szegedy 2015)."""

import numpy as np

from trainer.arrays import Array, Shape
from trainer.layers.base import Layer


class BatchNorm(Layer):
    """Each map (or unit) brought to mean 0 and variance 1 over the batch, then scaled and shifted.

    Maps ``(N, C, H, W)`` share one mean and variance over N, H and W; vectors ``(N, F)`` have
    their own in each unit. ``weight`` (the scale γ, 1 at first) and ``bias`` (the shift β) are
    learned. In training the batch's own statistics are used, and ``statistics`` follow them:
    ``mean`` and ``variance`` ← momentum · old + (1 − momentum) · the batch's; otherwise those
    stored statistics are used. A variance is the mean square (not n − 1).
    """

    def __init__(self, name: str, *, momentum: float = 0.9, epsilon: float = 1e-5) -> None:
        super().__init__(name)
        self.momentum, self.epsilon = momentum, epsilon

    def build(self, in_shape: Shape) -> None:
        """Lay out the statistics."""
        super().build(in_shape)
        size = in_shape[0]
        self._over = (0, 2, 3) if len(in_shape) == 3 else (0,)
        self._broadcast = (1, size, 1, 1) if len(in_shape) == 3 else (1, size)
        self.statistics = {
            "mean": np.zeros(size, np.float32),
            "variance": np.ones(size, np.float32),
        }

    def parameter_shapes(self) -> dict[str, Shape]:
        """``weight`` and ``bias``, one number each per map or unit."""
        return {"weight": self.in_shape[:1], "bias": self.in_shape[:1]}

    def forward(self, x: Array, training: bool = False) -> Array:
        """Y = γ · (X − mean) / √(variance + ε) + β."""
        if training:
            mean, variance = x.mean(self._over), x.var(self._over)
            for name, value in (("mean", mean), ("variance", variance)):
                stored = self.statistics[name]
                stored += ((1 - self.momentum) * (value - stored)).astype(stored.dtype)
        else:
            mean = self.statistics["mean"].astype(x.dtype)
            variance = self.statistics["variance"].astype(x.dtype)
        self._batch_statistics = training
        self._inverse = 1 / np.sqrt(variance + x.dtype.type(self.epsilon))
        self._normal = (x - self._spread(mean)) * self._spread(self._inverse)
        scaled: Array = self._normal * self._spread(self.params["weight"])
        scaled += self._spread(self.params["bias"])
        return scaled

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """DX = γ/σ · (dY − mean dY − X̂ · mean(dY·X̂)): mean and σ move with the batch too."""
        self.grads["bias"][...] = dy.sum(self._over)
        self.grads["weight"][...] = (dy * self._normal).sum(self._over)
        factor = self._spread(self.params["weight"] * self._inverse)
        if not self._batch_statistics:
            return factor * dy
        count = dy.size // dy.shape[1]
        means = self._normal * self._spread(self.grads["weight"] / count)
        means += self._spread(self.grads["bias"] / count)
        return factor * (dy - means)

    def _spread(self, values: Array) -> Array:
        """One number per map or unit, shaped to meet a batch."""
        return values.reshape(self._broadcast)
