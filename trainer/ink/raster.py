"""Pen strokes, and their rasterisation to grey levels: the reference for ``raster.js``.

A stroke is the path of the pen between two lifts, in pixels of the 280×280 pad, and the width
of the pen. A pixel's grey level is how much of it the pen covers, from the distance of its
centre to the path. Only + − × ÷ √ min max floor on float64, in one order, are used here and in
the page, so both give the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PAD_SIZE = 280
"""Side of the drawing pad in pixels."""
PEN_WIDTH = 18
"""Width of the pad's pen, in pad pixels, until another is chosen."""
MIN_PEN_WIDTH = 8
"""Thinnest pen that can be chosen, in pad pixels."""
MAX_PEN_WIDTH = 36
"""Thickest pen that can be chosen, in pad pixels."""


@dataclass(frozen=True)
class Stroke:
    """One pen-down … pen-up path: ``points`` (n, 2) float64 in pad pixels, ``width`` too."""

    points: NDArray[np.float64]
    width: float

    @staticmethod
    def of(points: Sequence[Sequence[float]], width: float) -> "Stroke":
        """Make a stroke from lists [[x, y], …], as in a JSON file."""
        return Stroke(np.asarray(points, np.float64).reshape(-1, 2), float(width))


@dataclass(frozen=True)
class Placement:
    """The map from pad pixels to picture pixels: ``x · scale + dx``, ``y · scale + dy``.

    ``pen`` is the pen's width in picture pixels; 0 keeps each stroke's own, scaled.
    """

    scale: float
    dx: float
    dy: float
    pen: float


def rasterize(strokes: Sequence[Stroke], placement: Placement, size: int) -> NDArray[np.uint8]:
    """Rasterise ``strokes`` to bytes (size, size), 0 paper … 255 ink.

    Coverage of a pixel: ``clamp(0.5 + (w/2 − d), 0, 1)``, d the distance of its centre to the
    nearest segment; the ends are round. Overlaps take the larger coverage.
    """
    coverage = np.zeros((size, size))
    for stroke in strokes:
        points = stroke.points * placement.scale + np.array([placement.dx, placement.dy])
        width = placement.pen if placement.pen > 0 else stroke.width * placement.scale
        for index in range(max(1, len(points) - 1) if len(points) else 0):
            a, b = points[index], points[min(index + 1, len(points) - 1)]
            _cover_segment(coverage, a, b, width / 2)
    return np.floor(255 * coverage + 0.5).astype(np.uint8)


def _cover_segment(
    coverage: NDArray[np.float64],
    a: NDArray[np.float64],
    b: NDArray[np.float64],
    radius: float,
) -> None:
    """Raise ``coverage`` (size, size) to that of the segment a–b, at the pixels within reach."""
    size = coverage.shape[0]
    reach = radius + 1
    x0, y0 = np.maximum(np.floor(np.minimum(a, b) - reach), 0).astype(int)
    x1, y1 = np.minimum(np.floor(np.maximum(a, b) + reach), size - 1).astype(int)
    if x1 < x0 or y1 < y0:
        return
    px = np.arange(x0, x1 + 1) + 0.5 - a[0]
    py = np.arange(y0, y1 + 1)[:, None] + 0.5 - a[1]
    dx, dy = b - a
    length2 = dx * dx + dy * dy
    if length2 > 0:
        along = np.minimum(np.maximum((px * dx + py * dy) / length2, 0), 1)
    else:
        along = np.zeros((py.size, px.size))
    ex, ey = px - along * dx, py - along * dy
    distance = np.sqrt(ex * ex + ey * ey)
    window = coverage[y0 : y1 + 1, x0 : x1 + 1]
    covered = np.minimum(np.maximum(0.5 + (radius - distance), 0), 1)
    np.maximum(window, covered, out=window)
