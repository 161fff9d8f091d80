"""Convolution as one matrix product over patches (im2col)."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trainer.arrays import Array, Shape
from trainer.layers.base import Counts, Layer
from trainer.layers.patches import Patches, output_size


class Conv(Layer):
    """Convolution with square kernels, a stride, and padding with any constant.

    Input ``(N, C, H, W)``; output ``(N, maps, H', W')`` with H' = ⌊(H + 2·padding − kernel) /
    stride⌋ + 1 (Batmazoğlu, eq. 2). ``weight`` is ``(maps, inputs per map, kernel, kernel)``;
    ``bias`` is ``(maps, H', W')`` with ``bias="unit"`` (1989: every unit has its own) or
    ``(maps,)`` with ``bias="map"``.

    ``connections[m]`` lists the input maps that output map ``m`` is connected to, equally many for
    each; without it all are. The matrix product runs over all input maps, with zero weights where
    nothing is connected: for 12×12 maps that is faster than leaving them out.
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
        """Infer the output's shape and make the index tables.

        Raise ValueError for an input that is not maps, a connection table of the wrong shape, and
        a kernel that does not fit the maps.
        """
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
        """Return those of ``weight`` (maps, inputs per map, k, k) and of ``bias``."""
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
        """Return the weights' indices into the flat (maps, C·k²) matrix, None if it is the same."""
        if self.connections is None:
            return None
        channels, area = self.in_shape[0], self.kernel**2
        sources = np.array(self.table)[:, :, None] * area + np.arange(area)
        return (np.arange(self.maps)[:, None, None] * channels * area + sources).reshape(-1)

    def _allocate(self, batch: int, dtype: np.dtype[np.floating]) -> Patches:
        """Allocate the buffers for one batch size and type."""
        matrix_shape = (self.maps, self.in_shape[0] * self.kernel**2)
        self._matrix = np.zeros(matrix_shape, dtype)
        self._matrix_gradient = np.empty(matrix_shape, dtype)
        self._out = np.empty((*self.out_shape, batch), dtype)
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
        """Return the weights as one (maps, C·k²) matrix, zero where nothing is connected."""
        weight = self.params["weight"]
        if self._weight_position is None:
            return weight.reshape(self.maps, -1)
        self._matrix.reshape(-1)[self._weight_position] = weight.reshape(-1)
        return self._matrix

    def forward(self, x: Array, training: bool = False) -> Array:
        """Y = W · patches + b, one column for each position and image (Batmazoğlu, eq. 1)."""
        patches = self._patches
        if patches is None or patches.batch != x.shape[0] or patches.dtype != x.dtype:
            patches = self._allocate(x.shape[0], x.dtype)
        columns = patches.gather(x)
        self._weights = self._weight_matrix()
        np.dot(self._weights, columns, out=self._out.reshape(self.maps, -1))
        bias = self.params["bias"]
        self._out += bias[..., None] if self.bias_per == "unit" else bias[:, None, None, None]
        return self._out.transpose(3, 0, 1, 2)

    def backward(self, dy: Array, input_gradient: bool = True) -> Array | None:
        """dW = dY · patchesᵀ, db = ΣdY, dX = Wᵀ · dY by col2im (Batmazoğlu, eqs. 13, 14)."""
        assert self._patches is not None, "backward needs a forward pass before it"
        dy = dy.transpose(1, 2, 3, 0)
        np.add.reduce(dy, 3 if self.bias_per == "unit" else (1, 2, 3), out=self.grads["bias"])
        dy_2d = dy.reshape(self.maps, -1)
        weight_gradient = self.grads["weight"].reshape(self.maps, -1)
        position = self._weight_position
        gradient = weight_gradient if position is None else self._matrix_gradient
        np.dot(dy_2d, self._patches.columns.T, out=gradient)
        if position is not None:
            gradient.reshape(-1).take(position, None, weight_gradient.reshape(-1), "clip")
        if not input_gradient:
            return None
        np.dot(self._weights.T, dy_2d, out=self._dcolumns)
        return self._patches.scatter(self._dcolumns)

    def second_backward(self, d2y: Array, input_curvature: bool = True) -> Array | None:
        """d²W = d²Y · (patches²)ᵀ, d²b = Σ d²Y, d²X = (W²)ᵀ · d²Y by col2im."""
        assert self._patches is not None, "second_backward needs a forward pass before it"
        d2y = d2y.transpose(1, 2, 3, 0)
        axes = 3 if self.bias_per == "unit" else (1, 2, 3)
        self.curvatures["bias"][...] = np.add.reduce(d2y, axes)
        d2y_2d = d2y.reshape(self.maps, -1)
        matrix = np.dot(d2y_2d, (self._patches.columns**2).T)
        curvature, position = self.curvatures["weight"], self._weight_position
        connected = matrix if position is None else matrix.reshape(-1)[position]
        curvature[...] = connected.reshape(curvature.shape)
        if not input_curvature:
            return None
        return self._patches.scatter(np.dot(self._weights.T**2, d2y_2d))
