"""Resampling of pictures by averaging over areas."""

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float64]
"""Grey levels or ink, (height, width)."""

WORKING_SIZE = 240
"""Longer side, in pixels, to which a larger picture is reduced before anything else."""


def shrink(pixels: NDArray[np.uint8], longest: int = WORKING_SIZE) -> Grey:
    """Average areas of (height, width) so that the longer side is at most ``longest`` pixels."""
    height, width = pixels.shape
    scale = min(1.0, longest / max(height, width))
    if scale == 1.0:
        return pixels.astype(np.float64)
    rows, columns = max(1, round(height * scale)), max(1, round(width * scale))
    down, across = np.linspace(0, height, rows + 1), np.linspace(0, width, columns + 1)
    return average_areas(pixels, down, across)


def average_areas(
    pixels: NDArray[np.generic], down: NDArray[np.float64], across: NDArray[np.float64]
) -> Grey:
    """Return the means of a picture over a grid, (len(down) − 1, len(across) − 1).

    Cell (i, j) spans the rows from ``down[i]`` to ``down[i + 1]`` and the columns from
    ``across[j]`` to ``across[j + 1]``; outside the picture there is nothing. Only the rows of one
    cell are held as float64 at a time.
    """
    return _average_rows(_average_rows(pixels, down).T, across).T


def _average_rows(pixels: NDArray[np.generic], edges: NDArray[np.float64]) -> Grey:
    """Average (height, width) over bands of rows to (len(edges) − 1, width)."""
    size = len(pixels)
    result = np.zeros((len(edges) - 1, pixels.shape[1]))
    for band, start, end in zip(result, edges[:-1], edges[1:], strict=True):
        first, last = max(int(np.floor(start)), 0), min(int(np.ceil(end)), size)
        if first < last:
            cells = np.arange(first, last)
            overlap = np.minimum(end, cells + 1) - np.maximum(start, cells)
            shares = np.maximum(overlap, 0) / (end - start)
            band[:] = shares @ pixels[first:last].astype(np.float64)
    return result
