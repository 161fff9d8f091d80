"""Vectorised framing of many drawings at once, for training sets.

The points of all drawings are in one array, so that NumPy does the work. The images equal those of
:func:`trainer.ink.framing.frame` to within two grey levels (arithmetic in float32, long segments
cut into short ones); test images come from ``frame`` itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.ink.framing import CENTRE_OF_MASS, FRAMED_PEN_WIDTH, IMAGE_SIZE, PATH_SIZE

Points = NDArray[np.float32]
PIECE = 1.7  # pixels; with the pen and its rim, so long a piece touches at most WINDOW pixels
WINDOW = 7
CHUNK = 400  # drawings at a time: the working arrays then stay in the processor's cache


@dataclass(frozen=True)
class DrawingBatch:
    """N drawings of P points in all.

    Attributes:
        points: coordinates (P, 2); drawing: the index of each point's drawing (P,), ascending;
        stroke_start: whether a stroke starts at each point (P,).

    """

    points: Points
    drawing: NDArray[np.int64]
    stroke_start: NDArray[np.bool_]

    @property
    def count(self) -> int:
        """The number of drawings."""
        return int(self.drawing[-1]) + 1 if len(self.drawing) else 0

    @property
    def first_point(self) -> NDArray[np.int64]:
        """The index of each drawing's first point (N,)."""
        return np.searchsorted(self.drawing, np.arange(self.count))

    def with_points(self, points: NDArray[np.floating]) -> "DrawingBatch":
        """Return the same drawings with other coordinates."""
        return DrawingBatch(points.astype(np.float32), self.drawing, self.stroke_start)


def pack(drawings: Sequence[Sequence[NDArray[np.float64]]]) -> DrawingBatch:
    """Pack drawings, each a list of strokes (n, 2), into a batch."""
    strokes = [(i, s) for i, drawing in enumerate(drawings) for s in drawing if len(s)]
    lengths = np.array([len(s) for _, s in strokes])
    points = np.concatenate([s for _, s in strokes]).astype(np.float32)
    stroke_start = np.zeros(len(points), bool)
    stroke_start[np.concatenate([[0], np.cumsum(lengths)[:-1]])] = True
    return DrawingBatch(points, np.repeat([i for i, _ in strokes], lengths), stroke_start)


def bounding_boxes(batch: DrawingBatch) -> tuple[Points, Points]:
    """Return the smallest and the largest coordinates of each drawing, (N, 2) each."""
    first = batch.first_point
    return np.minimum.reduceat(batch.points, first), np.maximum.reduceat(batch.points, first)


def frame_all(
    batch: DrawingBatch, pens: NDArray[np.float32] | float = FRAMED_PEN_WIDTH
) -> NDArray[np.uint8]:
    """Frame every drawing to (N, 28, 28) bytes: bounding box, one pen width, centre of mass.

    ``pens`` are the pen widths in image pixels, one for all or (N,).
    """
    low, high = bounding_boxes(batch)
    scale = PATH_SIZE / np.maximum((high - low).max(axis=1), 1e-3)
    shift = IMAGE_SIZE / 2 - (low + high) / 2 * scale[:, None]
    placed = batch.points * scale[batch.drawing, None] + shift[batch.drawing]
    radii = np.broadcast_to(np.float32(0.5) * np.asarray(pens, np.float32), batch.count)
    first = np.append(batch.first_point, len(batch.points))
    images = np.empty((batch.count, IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    for start in range(0, batch.count, CHUNK):
        stop = min(start + CHUNK, batch.count)
        part = slice(first[start], first[stop])
        chunk = DrawingBatch(
            placed[part].astype(np.float32), batch.drawing[part] - start, batch.stroke_start[part]
        )
        picture = _draw(chunk, radii[start:stop])
        index = np.arange(IMAGE_SIZE, dtype=np.float32)
        total = picture.sum(axis=(1, 2))
        moments = np.stack([picture.sum(axis=1) @ index, picture.sum(axis=2) @ index], axis=1)
        centred = chunk.points + (CENTRE_OF_MASS - moments / total[:, None])[chunk.drawing]
        picture = _draw(chunk.with_points(centred), radii[start:stop])
        images[start:stop] = np.floor(255 * picture + 0.5)
    return images


def _draw(batch: DrawingBatch, radii: NDArray[np.float32]) -> NDArray[np.float32]:
    """Draw into (N, 28, 28): coverage in [0, 1], coordinates and radii (N,) in image pixels."""
    a, b, drawing = _pieces(batch)
    grid = np.arange(WINDOW, dtype=np.float32)
    corner = np.floor(np.minimum(a, b) - np.float32(1.75))
    corner = np.clip(corner, 0, IMAGE_SIZE - WINDOW).astype(np.float32)
    d = b - a
    length2 = np.maximum((d * d).sum(axis=1), np.float32(1e-12))
    p = corner + np.float32(0.5) - a
    px = (p[:, :1] + grid)[:, None, :]
    py = (p[:, 1:] + grid)[:, :, None]
    dx, dy = d[:, 0, None, None], d[:, 1, None, None]
    along = px * dx
    along = along + py * dy
    along /= length2[:, None, None]
    np.clip(along, 0, 1, out=along)
    ex = px - along * dx
    ey = py - along * dy
    ex *= ex
    ey *= ey
    ex += ey
    column = corner.astype(np.int64)
    base = (drawing * IMAGE_SIZE + column[:, 1]) * IMAGE_SIZE + column[:, 0]
    offset = np.arange(WINDOW)[:, None] * IMAGE_SIZE + np.arange(WINDOW)
    nearest = np.full(len(radii) * IMAGE_SIZE * IMAGE_SIZE, 1e6, np.float32)
    np.minimum.at(nearest, (base[:, None, None] + offset).ravel(), ex.ravel())
    distance = np.sqrt(nearest).reshape(-1, IMAGE_SIZE, IMAGE_SIZE)
    coverage: Points = np.clip(np.float32(0.5) + radii[:, None, None] - distance, 0, 1)
    return coverage


def _pieces(batch: DrawingBatch) -> tuple[Points, Points, NDArray[np.int64]]:
    """Cut paths into pieces of at most ``PIECE`` pixels; return both ends (M, 2) and drawing (M,).

    A stroke of one point is a piece of length 0.
    """
    ends = np.flatnonzero(~batch.stroke_start)
    dots = np.flatnonzero(batch.stroke_start & np.append(batch.stroke_start[1:], True))
    begin, end = np.append(ends - 1, dots), np.append(ends, dots)
    a, d = batch.points[begin], batch.points[end] - batch.points[begin]
    pieces = np.maximum(np.ceil(np.sqrt((d * d).sum(axis=1)) / PIECE), 1).astype(np.int64)
    segment = np.repeat(np.arange(len(a)), pieces)
    step = np.arange(len(segment)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    offset = (step / pieces[segment]).astype(np.float32)[:, None]
    length = (1 / pieces[segment]).astype(np.float32)[:, None]
    start = a[segment] + offset * d[segment]
    return start, start + length * d[segment], batch.drawing[begin][segment]
