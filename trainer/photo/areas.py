"""Pictures averaged over areas."""

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float64]
"""Grey levels or ink, (height, width)."""

WORKING = 240
"""Longer side, in pixels, at which a picture is looked at."""


def shrink(pixels: Grey, longest: int = WORKING) -> Grey:
    """Average areas so that the longer side is at most ``longest`` pixels."""
    height, width = pixels.shape
    scale = min(1.0, longest / max(height, width))
    if scale == 1.0:
        return pixels
    rows, columns = max(1, round(height * scale)), max(1, round(width * scale))
    down = area_weights(height, np.linspace(0, height, rows + 1))
    across = area_weights(width, np.linspace(0, width, columns + 1))
    return down @ pixels @ across.T


def area_weights(size: int, edges: NDArray[np.float64]) -> Grey:
    """(len(edges) − 1, size): how much of each output pixel each of ``size`` input pixels fills.

    Output pixel i spans the input from ``edges[i]`` to ``edges[i + 1]``; outside there is nothing.
    """
    cells = np.arange(size)
    start, end = edges[:-1, None], edges[1:, None]
    overlap = np.minimum(end, cells + 1) - np.maximum(start, cells)
    result: Grey = np.maximum(overlap, 0) / (end - start)
    return result
