"""Patches under a sliding kernel: gathered into columns (im2col), and added back (col2im).

With the patches in columns a convolution is one matrix product, and so are both of its
gradients. There are two implementations with the same result: index tables, which take two NumPy
calls and are faster for a single image; strided views, which are faster for mini-batches, where
the batch axis, last in memory, makes every copy contiguous.
"""

import numpy as np
from numpy.typing import NDArray

from trainer.arrays import Array, Shape


class Patches:
    """im2col and col2im for one input shape ``(C, H, W)``, one batch size and one type.

    Attributes:
        columns: ``(C·k², P·N)``: column p·N + n is the patch of image n under output position p.

    """

    def __init__(
        self,
        in_shape: Shape,
        batch: int,
        dtype: np.dtype[np.floating],
        *,
        kernel: int,
        stride: int,
        padding: int,
        padding_value: float,
    ) -> None:
        channels, height, width = in_shape
        self.batch, self.dtype = batch, dtype
        self._kernel, self._stride = kernel, stride
        k, s, p = kernel, stride, padding
        self._rows, self._columns = output_size(height, k, s, p), output_size(width, k, s, p)
        padded_shape = (channels, height + 2 * p, width + 2 * p)
        self._inside = (slice(None), slice(p, p + height), slice(p, p + width))
        self._padded = np.full((*padded_shape, batch), padding_value, dtype)
        self._padded_inside = self._padded[self._inside]
        self.columns: Array = np.empty(
            (channels * k * k, self._rows * self._columns * batch), dtype
        )
        if batch == 1:
            self._source = self._source_table(padded_shape)
            self._overlap = self._overlap_table(padded_shape)
            # One zero past the end, for positions under fewer patches than the most.
            self._overlapping = np.zeros(self.columns.size + 1, dtype)
            self._overlap_values = np.empty(self._overlap.shape, dtype)
        else:
            # (C, k, k, H', W', N): the number under each weight of the kernel, for each output.
            self._views = np.lib.stride_tricks.sliding_window_view(self._padded, (k, k), (1, 2))[
                :, ::s, ::s
            ].transpose(0, 4, 5, 1, 2, 3)
            self._gradient = np.empty_like(self._padded)

    def gather(self, x: Array) -> Array:
        """Copy the patches of maps ``(N, C, H, W)`` into ``columns`` and return it (im2col)."""
        self._padded_inside[...] = x.transpose(1, 2, 3, 0)
        if self.batch == 1:
            self._padded.reshape(-1).take(self._source, None, self.columns.reshape(-1), "clip")
        else:
            np.copyto(self.columns.reshape(self._views.shape), self._views)
        return self.columns

    def scatter(self, columns: Array) -> Array:
        """Add columns up over overlapping patches, and return maps ``(N, C, H, W)`` (col2im)."""
        if self.batch == 1:
            self._overlapping[:-1] = columns.reshape(-1)
            self._overlapping.take(self._overlap, None, self._overlap_values, "clip")
            total: Array = np.add.reduce(self._overlap_values, axis=0)
            return total[None]
        self._gradient[...] = 0
        patches = columns.reshape(self._views.shape)
        s, height, width = self._stride, self._stride * self._rows, self._stride * self._columns
        for row in range(self._kernel):
            for column in range(self._kernel):
                target = self._gradient[:, row : row + height : s, column : column + width : s]
                target += patches[:, row, column]
        return self._gradient[self._inside].transpose(3, 0, 1, 2)

    def _source_table(self, padded_shape: Shape) -> NDArray[np.intp]:
        """Return the flat index into the padded maps of each number in ``columns``."""
        channels, height, width = padded_shape
        k, s = self._kernel, self._stride
        channel, row, column, out_row, out_column = np.ogrid[
            :channels, :k, :k, : self._rows, : self._columns
        ]
        position = (channel * height + out_row * s + row) * width + out_column * s + column
        table: NDArray[np.intp] = position.reshape(-1)
        return table

    def _overlap_table(self, padded_shape: Shape) -> NDArray[np.intp]:
        """Return ``(overlaps, C, H, W)``: the numbers in ``columns`` that come from each input."""
        by_position = np.argsort(self._source, kind="stable")
        position = self._source[by_position]
        rank = np.arange(position.size) - np.searchsorted(position, position)
        table = np.full((int(rank.max()) + 1, int(np.prod(padded_shape))), self._source.size)
        table[rank, position] = by_position
        return np.ascontiguousarray(table.reshape(-1, *padded_shape)[:, *self._inside])


def output_size(size: int, kernel: int, stride: int, padding: int) -> int:
    """Return ⌊(size + 2·padding − kernel) / stride⌋ + 1 (Batmazoğlu, eq. 2)."""
    return (size + 2 * padding - kernel) // stride + 1
