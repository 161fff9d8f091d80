"""Thousands of drawn digits at once, for training: framed as ``framing.py`` does, but in bulk.

All points of all digits stand in one array, so that NumPy does the work. The pictures equal
``framing.frame`` to a grey level or two (float32, and long segments are cut into short ones);
what a network is judged on comes from ``framing.frame`` itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.ink.framing import CENTRE_OF_MASS, FRAMED_PEN_WIDTH, IMAGE_SIZE, PATH_SIZE

Points = NDArray[np.float32]
PIECE = 1.7  # pixels; with pen and rounding, a piece this long touches at most WINDOW pixels
WINDOW = 7
CHUNK = 400  # digits at a time: the working arrays then stay in the cache


@dataclass(frozen=True)
class Ink:
    """N drawings: ``points`` (P, 2), the drawing each belongs to (ascending), pen-down marks."""

    points: Points
    owner: NDArray[np.int64]
    starts: NDArray[np.bool_]

    @property
    def count(self) -> int:
        """Number of drawings."""
        return int(self.owner[-1]) + 1 if len(self.owner) else 0

    @property
    def first(self) -> NDArray[np.int64]:
        """Index of each drawing's first point."""
        return np.searchsorted(self.owner, np.arange(self.count))

    def with_points(self, points: NDArray[np.floating]) -> "Ink":
        """Return the same drawings through other points."""
        return Ink(points.astype(np.float32), self.owner, self.starts)


def gather(drawings: Sequence[Sequence[NDArray[np.float64]]]) -> Ink:
    """Pack drawings, each a list of strokes (n, 2), into one Ink."""
    strokes = [(i, s) for i, drawing in enumerate(drawings) for s in drawing if len(s)]
    lengths = np.array([len(s) for _, s in strokes])
    points = np.concatenate([s for _, s in strokes]).astype(np.float32)
    starts = np.zeros(len(points), bool)
    starts[np.concatenate([[0], np.cumsum(lengths)[:-1]])] = True
    return Ink(points, np.repeat([i for i, _ in strokes], lengths), starts)


def boxes(ink: Ink) -> tuple[Points, Points]:
    """Each drawing's ink box: its lower and upper corner, (N, 2) each."""
    first = ink.first
    return np.minimum.reduceat(ink.points, first), np.maximum.reduceat(ink.points, first)


def frame_all(ink: Ink, pens: NDArray[np.float32] | float = FRAMED_PEN_WIDTH) -> NDArray[np.uint8]:
    """Frame every drawing to (N, 28, 28) bytes: ink box, one pen, centre of mass."""
    low, high = boxes(ink)
    scale = PATH_SIZE / np.maximum((high - low).max(axis=1), 1e-3)
    shift = IMAGE_SIZE / 2 - (low + high) / 2 * scale[:, None]
    placed = ink.points * scale[ink.owner, None] + shift[ink.owner]
    radii = np.broadcast_to(np.float32(0.5) * np.asarray(pens, np.float32), ink.count)
    first = np.append(ink.first, len(ink.points))
    images = np.empty((ink.count, IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    for start in range(0, ink.count, CHUNK):
        stop = min(start + CHUNK, ink.count)
        part = slice(first[start], first[stop])
        chunk = Ink(placed[part].astype(np.float32), ink.owner[part] - start, ink.starts[part])
        picture = _draw(chunk, radii[start:stop])
        index = np.arange(IMAGE_SIZE, dtype=np.float32)
        total = picture.sum(axis=(1, 2))
        middle = np.stack([picture.sum(axis=1) @ index, picture.sum(axis=2) @ index], axis=1)
        moved = chunk.points + (CENTRE_OF_MASS - middle / total[:, None])[chunk.owner]
        picture = _draw(chunk.with_points(moved), radii[start:stop])
        images[start:stop] = np.floor(255 * picture + 0.5)
    return images


def _draw(ink: Ink, radii: NDArray[np.float32]) -> NDArray[np.float32]:
    """Coverage (N, 28, 28) in [0, 1] of drawings already in picture pixels."""
    a, b, owner = _pieces(ink)
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
    base = (owner * IMAGE_SIZE + column[:, 1]) * IMAGE_SIZE + column[:, 0]
    offset = np.arange(WINDOW)[:, None] * IMAGE_SIZE + np.arange(WINDOW)
    nearest = np.full(len(radii) * IMAGE_SIZE * IMAGE_SIZE, 1e6, np.float32)
    np.minimum.at(nearest, (base[:, None, None] + offset).ravel(), ex.ravel())
    distance = np.sqrt(nearest).reshape(-1, IMAGE_SIZE, IMAGE_SIZE)
    coverage: Points = np.clip(np.float32(0.5) + radii[:, None, None] - distance, 0, 1)
    return coverage


def _pieces(ink: Ink) -> tuple[Points, Points, NDArray[np.int64]]:
    """Cut the paths into pieces of at most PIECE pixels: both ends (M, 2) and the owner (M,)."""
    ends = np.flatnonzero(~ink.starts)
    alone = np.flatnonzero(ink.starts & np.append(ink.starts[1:], True))
    begin, end = np.append(ends - 1, alone), np.append(ends, alone)
    a, d = ink.points[begin], ink.points[end] - ink.points[begin]
    number = np.maximum(np.ceil(np.sqrt((d * d).sum(axis=1)) / PIECE), 1).astype(np.int64)
    which = np.repeat(np.arange(len(a)), number)
    step = np.arange(len(which)) - np.repeat(np.cumsum(number) - number, number)
    share = (step / number[which]).astype(np.float32)[:, None]
    width = (1 / number[which]).astype(np.float32)[:, None]
    start = a[which] + share * d[which]
    return start, start + width * d[which], ink.owner[begin][which]
