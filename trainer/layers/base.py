"""What every layer is.

Conventions, said once:

* Arrays are batches: ``(N, C, H, W)`` for maps, ``(N, F)`` for vectors. Shapes without ``N`` are
  inferred by :class:`trainer.networks.network.Network`, which calls :meth:`Layer.build` once.
* In memory the batch axis comes last: maps lie as C, H, W, N, seen through a transposed view. All
  images of a batch then go through the same step side by side, in long runs of neighbours, which
  is what vector units and matrix products want. Other memory orders are accepted everywhere, and
  for a single image there is no difference.
* ``forward`` keeps what ``backward`` needs. ``backward`` takes the gradient of the loss by the
  layer's output, writes the gradients of its parameters into ``grads`` and returns the gradient
  by its input.
* Outputs and gradients live in buffers that the layer owns and writes again on the next call:
  fetching fresh pages from the system for every batch would cost as much as the arithmetic. A
  caller who keeps them copies them.
* ``params`` and ``grads`` are views into two flat vectors that the network owns.
"""

from dataclasses import dataclass

import numpy as np

from trainer.arrays import Array, Shape


@dataclass(frozen=True)
class Counts:
    """What a paper prints for a layer; checked against what the layer list gives."""

    units: int
    parameters: int
    connections: int


class Layer:
    """A step of a network.

    Attributes:
        name: unique in its network; a parameter is called ``name.weight`` or ``name.bias``.
        in_shape, out_shape: shapes without the batch axis, set by :meth:`build`.
        params, grads: arrays by short name (``weight``, ``bias``), set by the network.
        curvatures: diagonal second derivatives by the parameters, set by the network.
        statistics: arrays by short name that training measures and inference needs, but that no
            gradient moves (BatchNorm's means and variances); stored with the parameters.
        published: the paper's counts for this layer, or None.

    """

    def __init__(self, name: str = "", published: Counts | None = None) -> None:
        self.name = name
        self.published = published
        self.in_shape: Shape = ()
        self.out_shape: Shape = ()
        self.params: dict[str, Array] = {}
        self.grads: dict[str, Array] = {}
        self.curvatures: dict[str, Array] = {}
        self.statistics: dict[str, Array] = {}
        self._buffers: dict[str, Array] = {}

    @property
    def kind(self) -> str:
        """The layer's kind, which names its template in the builder."""
        return type(self).__name__

    def build(self, in_shape: Shape) -> None:
        """Infer ``out_shape`` from ``in_shape``."""
        self.in_shape = self.out_shape = in_shape

    def parameter_shapes(self) -> dict[str, Shape]:
        """Shapes of the parameters, in the order in which they are initialised and stored."""
        return {}

    @property
    def tensors(self) -> dict[str, Array]:
        """All that a weights file holds of the layer: parameters, then statistics."""
        return {**self.params, **self.statistics}

    @property
    def fan_in(self) -> int:
        """Weights that feed one unit, biases not counted."""
        return 0

    @property
    def counts(self) -> Counts:
        """Units, free parameters and connections, as LeCun et al. (1989) count them."""
        parameters = sum(int(np.prod(shape)) for shape in self.parameter_shapes().values())
        if not self.fan_in:
            return Counts(0, parameters, 0)
        units = int(np.prod(self.out_shape))
        return Counts(units, parameters, units * (self.fan_in + 1))

    def buffer(self, use: str, like: Array) -> Array:
        """An array like ``like`` to write into, kept from call to call while that fits."""
        kept = self._buffers.get(use)
        if kept is None or kept.shape != like.shape or kept.dtype != like.dtype:
            kept = self._buffers[use] = np.empty_like(like)
        return kept

    def seed(self, *key: int) -> None:
        """Fix the random numbers of the training steps to come, where the layer draws any."""

    def forward(self, x: Array, training: bool = False) -> Array:
        """Map a batch of inputs to a batch of outputs."""
        raise NotImplementedError

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """Gradient by the output → gradient by the input (None where it is not asked for)."""
        raise NotImplementedError

    def second_backward(self, d2y: Array, input_curvature: bool = True) -> Array | None:
        """Diagonal second derivatives by the output → the same by the input, all positive.

        The diagonal Gauss–Newton approximation (Becker & LeCun 1988; LeCun et al. 1998, appendix
        C): with J the derivatives of the outputs by θ, it is the diagonal of Jᵀ · diag(d2y) · J,
        so every product of the backward pass appears squared. Summed over the batch into
        ``curvatures``; a shared weight gets the sum over all connections that share it.
        """
        raise NotImplementedError(f"{self.kind} has no second derivatives")
