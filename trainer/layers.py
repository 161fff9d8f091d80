"""The layers, each with its forward pass directly above its backward pass.

Conventions, said once:

* Arrays are batches: ``(N, C, H, W)`` for maps, ``(N, F)`` for vectors. Shapes without ``N`` are
  inferred by :class:`trainer.networks.Network`, which calls :meth:`Layer.build` once.
* ``forward`` keeps what ``backward`` needs. ``backward`` takes the gradient of the loss by the
  layer's output, writes the gradients of its parameters into ``grads`` and returns the gradient
  by its input.
* Outputs live in buffers that the layer owns and writes again on the next call: batch 1 runs
  167,693 times in the 1989 recipe, and allocating would cost more than the arithmetic.
* ``params`` and ``grads`` are views into two flat vectors that the network owns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trainer.arrays import Array, Shape
from trainer.patches import Patches, output_size


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
        published: the paper's counts for this layer, or None.

    """

    def __init__(self, name: str = "", published: Counts | None = None) -> None:
        self.name = name
        self.published = published
        self.in_shape: Shape = ()
        self.out_shape: Shape = ()
        self.params: dict[str, Array] = {}
        self.grads: dict[str, Array] = {}

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
    def fan_in(self) -> int:
        """Weights that feed one unit, biases not counted."""
        return 0

    @property
    def counts(self) -> Counts:
        """Units, free parameters and connections, as LeCun et al. (1989) count them."""
        parameters = sum(int(np.prod(shape)) for shape in self.parameter_shapes().values())
        if not parameters:
            return Counts(0, 0, 0)
        units = int(np.prod(self.out_shape))
        return Counts(units, parameters, units * (self.fan_in + 1))

    def forward(self, x: Array, training: bool = False) -> Array:
        """Map a batch of inputs to a batch of outputs."""
        raise NotImplementedError

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """Gradient by the output → gradient by the input (None where it is not asked for)."""
        raise NotImplementedError


class Conv(Layer):
    """Convolution with shared 5×5-style kernels, stride and a padding value.

    Input ``(N, C, H, W)``; output ``(N, maps, H', W')`` with H' = ⌊(H + 2·padding − kernel) /
    stride⌋ + 1 (Batmazoğlu, eq. 2). ``weight`` is ``(maps, inputs per map, kernel, kernel)``;
    ``bias`` is ``(maps, H', W')`` with ``bias="unit"`` (1989: every unit has its own) or
    ``(maps,)`` with ``bias="map"``.

    ``connections[m]`` lists the input maps that map ``m`` sees; each map sees equally many.
    Without it every map sees all. Computed as one matrix product over all input maps with zeros
    where nothing is connected: for 12×12 maps that is faster than leaving the zeros out.
    """

    def __init__(
        self,
        name: str,
        *,
        maps: int,
        kernel: int,
        stride: int = 1,
        padding: int = 0,
        padding_value: float = 0.0,
        bias: Literal["unit", "map"] = "map",
        connections: Sequence[Sequence[int]] | None = None,
        published: Counts | None = None,
    ) -> None:
        super().__init__(name, published)
        self.maps, self.kernel, self.stride = maps, kernel, stride
        self.padding, self.padding_value = padding, padding_value
        self.bias_per: Literal["unit", "map"] = bias
        self.connections = None if connections is None else tuple(map(tuple, connections))

    def build(self, in_shape: Shape) -> None:
        """Infer the output's shape and lay out the index tables."""
        if len(in_shape) != 3:
            raise ValueError(f"{self.name}: a Conv needs maps (C, H, W), found shape {in_shape}")
        self.in_shape = in_shape
        channels, height, width = in_shape
        table = self.connections or (tuple(range(channels)),) * self.maps
        if len(table) != self.maps or len({len(row) for row in table}) != 1:
            raise ValueError(
                f"{self.name}: the connection table needs {self.maps} rows of equal length, "
                f"found rows of {[len(row) for row in table]}"
            )
        if any(not 0 <= source < channels for row in table for source in row):
            raise ValueError(f"{self.name}: the connection table names maps beyond {channels - 1}")
        self.table = table
        rows = output_size(height, self.kernel, self.stride, self.padding)
        columns = output_size(width, self.kernel, self.stride, self.padding)
        if rows < 1 or columns < 1:
            raise ValueError(f"{self.name}: its kernel of {self.kernel} does not fit {in_shape}")
        self.out_shape = (self.maps, rows, columns)
        self._weight_position = self._positions_of_weights()
        self._matrix = self._matrix_gradient = np.zeros(0)
        self._patches: Patches | None = None

    def parameter_shapes(self) -> dict[str, Shape]:
        """``weight`` (maps, inputs per map, k, k) and ``bias`` per unit or per map."""
        weight = (self.maps, len(self.table[0]), self.kernel, self.kernel)
        return {
            "weight": weight,
            "bias": self.out_shape if self.bias_per == "unit" else (self.maps,),
        }

    @property
    def fan_in(self) -> int:
        """Inputs per map × kernel²."""
        return len(self.table[0]) * self.kernel**2

    def _positions_of_weights(self) -> NDArray[np.intp] | None:
        """Where each weight stands in the (maps, C·k²) matrix; None when it is that matrix."""
        if self.connections is None:
            return None
        channels, area = self.in_shape[0], self.kernel**2
        sources = np.array(self.table)[:, :, None] * area + np.arange(area)
        return (np.arange(self.maps)[:, None, None] * channels * area + sources).reshape(-1)

    def _allocate(self, batch: int, dtype: np.dtype[np.floating]) -> Patches:
        """Buffers for this batch size and type."""
        matrix_shape = (self.maps, self.in_shape[0] * self.kernel**2)
        self._matrix = np.zeros(matrix_shape, dtype)
        self._matrix_gradient = np.empty(matrix_shape, dtype)
        self._out = np.empty((batch, *self.out_shape), dtype)
        self._patches = Patches(
            self.in_shape,
            batch,
            dtype,
            kernel=self.kernel,
            stride=self.stride,
            padding=self.padding,
            padding_value=self.padding_value,
        )
        self._dcolumns = np.empty_like(self._patches.columns)
        return self._patches

    def _weight_matrix(self) -> Array:
        """The weights as one (maps, C·k²) matrix, zero where the table connects nothing."""
        weight = self.params["weight"]
        if self._weight_position is None:
            return weight.reshape(self.maps, -1)
        self._matrix.reshape(-1)[self._weight_position] = weight.reshape(-1)
        return self._matrix

    def forward(self, x: Array, training: bool = False) -> Array:
        """Y = W · patches + b, one column per unit (Batmazoğlu, eq. 1)."""
        patches = self._patches
        if patches is None or patches.batch != x.shape[0] or patches.dtype != x.dtype:
            patches = self._allocate(x.shape[0], x.dtype)
        columns = patches.gather(x)
        self._weights = self._weight_matrix()
        _product(self._weights, columns, self._out.reshape(x.shape[0], self.maps, -1))
        bias = self.params["bias"]
        self._out += bias if self.bias_per == "unit" else bias[:, None, None]
        return self._out

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """DW = dY · patchesᵀ, db = ΣdY, dX = Wᵀ · dY scattered back (Batmazoğlu, eqs. 13, 14)."""
        assert self._patches is not None, "backward needs a forward pass before it"
        dy_2d = dy.reshape(dy.shape[0], self.maps, -1)
        np.add.reduce(dy, 0 if self.bias_per == "unit" else (0, 2, 3), out=self.grads["bias"])
        weight_gradient = self.grads["weight"].reshape(self.maps, -1)
        position = self._weight_position
        gradient = weight_gradient if position is None else self._matrix_gradient
        if dy.shape[0] == 1:
            np.dot(dy_2d[0], self._patches.columns[0].T, out=gradient)
        else:
            gradient[...] = np.tensordot(dy_2d, self._patches.columns, axes=((0, 2), (0, 2)))
        if position is not None:
            gradient.reshape(-1).take(position, None, weight_gradient.reshape(-1), "clip")
        if not input_gradient:
            return None
        _product(self._weights.T, dy_2d, self._dcolumns)
        return self._patches.scatter(self._dcolumns)


def _product(a: Array, b: Array, out: Array) -> None:
    """``a`` (m, k) times each of ``b`` (N, k, n) into ``out`` (N, m, n); dot has less overhead."""
    if b.shape[0] == 1:
        np.dot(a, b[0], out=out[0])
    else:
        np.matmul(a, b, out=out)


class Dense(Layer):
    """Every unit sees every input: ``(N, F)`` → ``(N, units)``; ``weight`` is (units, F)."""

    def __init__(self, name: str, *, units: int, published: Counts | None = None) -> None:
        super().__init__(name, published)
        self.units = units

    def build(self, in_shape: Shape) -> None:
        """Infer the output's shape."""
        if len(in_shape) != 1:
            raise ValueError(
                f"{self.name}: a Dense needs a vector, found shape {in_shape}; Flatten it"
            )
        self.in_shape, self.out_shape = in_shape, (self.units,)

    def parameter_shapes(self) -> dict[str, Shape]:
        """``weight`` (units, F) and ``bias`` (units,)."""
        return {"weight": (self.units, self.in_shape[0]), "bias": (self.units,)}

    @property
    def fan_in(self) -> int:
        """All inputs."""
        return self.in_shape[0]

    def forward(self, x: Array, training: bool = False) -> Array:
        """Z = X · Wᵀ + b (Batmazoğlu, eq. 5)."""
        self._x = x
        z: Array = np.dot(x, self.params["weight"].T)
        z += self.params["bias"]
        return z

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """DW = dYᵀ · X, db = Σ dY, dX = dY · W (Batmazoğlu, eq. 11)."""
        np.dot(dy.T, self._x, out=self.grads["weight"])
        np.add.reduce(dy, 0, out=self.grads["bias"])
        return np.dot(dy, self.params["weight"]) if input_gradient else None


class Flatten(Layer):
    """``(N, C, H, W)`` → ``(N, C·H·W)``, channel by channel, row by row."""

    def build(self, in_shape: Shape) -> None:
        """Infer the output's shape."""
        self.in_shape, self.out_shape = in_shape, (int(np.prod(in_shape)),)

    def forward(self, x: Array, training: bool = False) -> Array:
        """Look at the same numbers as a vector."""
        return x.reshape(x.shape[0], -1)

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """Look at the gradient as maps again."""
        return dy.reshape(dy.shape[0], *self.in_shape)


class Tanh(Layer):
    """The squashing of both networks, element by element (Batmazoğlu, eq. 3)."""

    def forward(self, x: Array, training: bool = False) -> Array:
        """Y = tanh X."""
        self._y: Array = np.tanh(x)
        return self._y

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """DX = dY · (1 − Y²) (Batmazoğlu, eq. 12)."""
        slope = self._y * self._y
        np.subtract(1, slope, out=slope)
        slope *= dy
        return slope
