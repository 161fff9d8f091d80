"""The base class of all layers, and the conventions that they share.

* Arrays are batches: ``(N, C, H, W)`` for maps, ``(N, F)`` for vectors. Shapes without ``N`` are
  inferred by :class:`trainer.networks.network.Network`, which calls :meth:`Layer.build` once.
* In memory the batch axis comes last: maps are stored as C, H, W, N and seen through a transposed
  view. Each operation then runs over contiguous memory, which is what vector units and matrix
  products want. Other memory layouts are accepted everywhere; for a single image there is no
  difference.
* ``forward`` keeps what ``backward`` needs. ``backward`` takes the gradient of the loss with
  respect to the layer's output, writes the gradients of its parameters into ``grads`` and returns
  the gradient with respect to its input.
* Outputs and gradients are buffers that the layer owns and overwrites on the next call: allocating
  new memory for every batch would cost as much as the arithmetic. A caller that keeps them copies
  them.
* ``params`` and ``grads`` are views into two flat vectors that the network owns.
"""

from dataclasses import dataclass

import numpy as np

from trainer.arrays import Array, Shape


@dataclass(frozen=True)
class Counts:
    """Units, free parameters and connections of a layer, as a paper counts them."""

    units: int
    parameters: int
    connections: int


class Layer:
    """One layer of a network.

    Attributes:
        name: unique in its network; a parameter is called ``name.weight`` or ``name.bias``.
        in_shape, out_shape: shapes without the batch axis, set by :meth:`build`.
        params, grads: arrays by short name (``weight``, ``bias``), set by the network.
        curvatures: diagonal second derivatives with respect to the parameters, set by the network.
        statistics: arrays by short name that are estimated in training and used in inference
            without a gradient (BatchNorm's means and variances); stored with the parameters.
        published: the counts that the paper prints for this layer, or None; the network checks
            them against the layer's own.

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
        """The name of the layer's class, and of its template in the builder."""
        return type(self).__name__

    def build(self, in_shape: Shape) -> None:
        """Infer ``out_shape`` from ``in_shape``; raise ValueError where that does not fit."""
        self.in_shape = self.out_shape = in_shape

    def parameter_shapes(self) -> dict[str, Shape]:
        """Return the parameters' shapes, in the order in which they are initialised and stored."""
        return {}

    @property
    def tensors(self) -> dict[str, Array]:
        """The layer's arrays in a weights file, by short name: parameters, then statistics."""
        return {**self.params, **self.statistics}

    @property
    def fan_in(self) -> int:
        """The number of weights that feed one unit, biases not counted; 0 without weights."""
        return 0

    @property
    def counts(self) -> Counts:
        """The layer's size as LeCun et al. (1989) count it: a bias is a connection too."""
        parameters = sum(int(np.prod(shape)) for shape in self.parameter_shapes().values())
        if not self.fan_in:
            return Counts(0, parameters, 0)
        units = int(np.prod(self.out_shape))
        return Counts(units, parameters, units * (self.fan_in + 1))

    def buffer(self, name: str, like: Array) -> Array:
        """Return the buffer called ``name``, new where its shape or type differs from ``like``."""
        buffer = self._buffers.get(name)
        if buffer is None or buffer.shape != like.shape or buffer.dtype != like.dtype:
            buffer = self._buffers[name] = np.empty_like(like)
        return buffer

    def seed(self, *key: int) -> None:
        """Seed the random numbers that the layer draws in training; most draw none."""

    def forward(self, x: Array, training: bool = False) -> Array:
        """Compute the outputs (N, *out_shape) of a batch (N, *in_shape)."""
        raise NotImplementedError

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """Compute ``grads``, and return dX, the gradient with respect to the input (N, *in_shape).

        ``dy`` (N, *out_shape) is the gradient with respect to the output of the last forward pass.
        Without ``input_gradient`` a layer may return None and save the work.
        """
        raise NotImplementedError

    def second_backward(self, d2y: Array, input_curvature: bool = True) -> Array | None:
        """Compute ``curvatures``, and return the diagonal second derivatives by the input.

        ``d2y`` (N, *out_shape) are those by the output; none is negative. It is the diagonal
        Gauss–Newton approximation (Becker & LeCun 1988; LeCun et al. 1998, appendix C): with J the
        Jacobian of the outputs by θ, the diagonal of Jᵀ · diag(d2y) · J, so every product of the
        backward pass appears squared. ``curvatures`` are sums over the batch; a shared weight gets
        the sum over all connections that share it. Raise NotImplementedError where a layer has no
        second derivatives.
        """
        raise NotImplementedError(f"{self.kind} has no second derivatives")
