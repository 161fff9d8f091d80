"""Augmentation of pen strokes: random variations in slant, shape, tremor and sampling.

They imitate the differences between writers. Every drawing has its own random numbers. Lengths are
relative to the longer side of a drawing's bounding box.
"""

import numpy as np
from numpy.typing import NDArray

from trainer.ink.bulk_framing import DrawingBatch, bounding_boxes


def vary(batch: DrawingBatch, rng: np.random.Generator, strength: float = 1.0) -> DrawingBatch:
    """Return a random variation of every drawing, centred at the origin and about 1 in size.

    ``strength`` scales the variation in shape; 1 is that of many writers.
    """
    batch = _normalize(batch)
    batch = _trim_ends(batch, rng)
    batch = _add_hooks(batch, rng, strength)
    batch = _subsample(batch, rng)
    batch = _smooth(batch, rng)
    batch = _shift_strokes(batch, rng, strength)
    batch = _warp(batch, rng, strength)
    return _transform(batch, rng, strength)


def _normalize(batch: DrawingBatch) -> DrawingBatch:
    """Centre each bounding box at the origin and scale its longer side to 1."""
    low, high = bounding_boxes(batch)
    side = np.maximum((high - low).max(axis=1), 1e-3)
    middle = (low + high) / 2
    return batch.with_points((batch.points - middle[batch.drawing]) / side[batch.drawing, None])


def _stroke_ends(
    batch: DrawingBatch,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the indices of each stroke's first and last point, and of each point's stroke."""
    first = np.flatnonzero(batch.stroke_start)
    last = np.append(first[1:], len(batch.stroke_start)) - 1
    return first, last, np.cumsum(batch.stroke_start) - 1


def _keep(batch: DrawingBatch, keep: NDArray[np.bool_]) -> DrawingBatch:
    """Return only the points in ``keep`` (P,), which has at least one of each stroke."""
    _, _, stroke = _stroke_ends(batch)
    stroke = stroke[keep]
    starts = np.append(True, stroke[1:] != stroke[:-1])
    return DrawingBatch(batch.points[keep], batch.drawing[keep], starts)


def _trim_ends(batch: DrawingBatch, rng: np.random.Generator) -> DrawingBatch:
    """Remove up to a twelfth of the points at the beginning or end of some strokes."""
    first, last, stroke = _stroke_ends(batch)
    length = np.maximum(last - first, 1)
    share = (np.arange(len(stroke)) - first[stroke]) / length[stroke]
    cut = rng.uniform(0, 1 / 12, (2, len(first))) * (rng.random((2, len(first))) < 0.3)
    inside = (share >= cut[0][stroke]) & (share <= 1 - cut[1][stroke])
    middle = first + (last - first) // 2
    inside[middle] = True
    return _keep(batch, inside)


def _add_hooks(batch: DrawingBatch, rng: np.random.Generator, strength: float) -> DrawingBatch:
    """Add a short hook to the beginning or end of some strokes, as pens do when they land."""
    first, last, stroke = _stroke_ends(batch)
    at, position = [], []
    # Ends first: of two points inserted at one index, a stroke's end precedes the next one's start.
    for ends, after in ((last, 1), (first, 0)):
        chosen = ends[rng.random(len(ends)) < 0.12]
        at.append(chosen)
        position.append(chosen + after)
    source, insert = np.concatenate(at), np.concatenate(position)
    angle = rng.uniform(0, 2 * np.pi, len(source))
    length = rng.uniform(0.02, 0.1, len(source)) * strength
    hook = np.stack([np.cos(angle), np.sin(angle)], axis=1) * length[:, None]
    points = np.insert(batch.points, insert, batch.points[source] + hook, axis=0)
    drawing = np.insert(batch.drawing, insert, batch.drawing[source])
    strokes = np.insert(stroke, insert, stroke[source])
    return DrawingBatch(
        points.astype(np.float32), drawing, np.append(True, strokes[1:] != strokes[:-1])
    )


def _subsample(batch: DrawingBatch, rng: np.random.Generator) -> DrawingBatch:
    """Drop points of some drawings, as of slow tablets and fast pens, and add noise to others."""
    first, last, _ = _stroke_ends(batch)
    share = np.where(rng.random(batch.count) < 0.5, rng.uniform(0.15, 1, batch.count), 1)
    keep = rng.random(len(batch.drawing)) < share[batch.drawing]
    keep[first] = keep[last] = True
    batch = _keep(batch, keep)
    deviation = rng.uniform(0, 0.014, batch.count) * (rng.random(batch.count) < 0.7)
    noise = rng.normal(0, 1, batch.points.shape) * deviation[batch.drawing, None]
    return batch.with_points(batch.points + noise)


def _smooth(batch: DrawingBatch, rng: np.random.Generator) -> DrawingBatch:
    """Smooth some drawings: move each point towards the mean of itself and its neighbours."""
    first, last, _ = _stroke_ends(batch)
    weight = (rng.uniform(0, 1, batch.count) * (rng.random(batch.count) < 0.4))[batch.drawing]
    weight[first] = weight[last] = 0
    before, after = np.roll(batch.points, 1, axis=0), np.roll(batch.points, -1, axis=0)
    mean = (before + batch.points + after) / 3
    return batch.with_points(batch.points + weight[:, None] * (mean - batch.points))


def _shift_strokes(batch: DrawingBatch, rng: np.random.Generator, strength: float) -> DrawingBatch:
    """Shift and scale the strokes of a drawing relative to each other."""
    first, last, stroke = _stroke_ends(batch)
    shift = rng.normal(0, 0.025 * strength, (len(first), 2))
    scale = np.exp(rng.normal(0, 0.05 * strength, (len(first), 2)))
    middle = (batch.points[first] + batch.points[last]) / 2
    moved = (batch.points - middle[stroke]) * scale[stroke] + middle[stroke] + shift[stroke]
    return batch.with_points(moved)


def _warp(batch: DrawingBatch, rng: np.random.Generator, strength: float) -> DrawingBatch:
    """Warp the plane by quadratic terms and two sine waves of low frequency."""
    n, drawing, points = batch.count, batch.drawing, batch.points
    x, y = points[:, 0], points[:, 1]
    bow = rng.normal(0, 0.12 * strength, (n, 2))
    keystone = rng.normal(0, 0.15 * strength, (n, 2))
    warped = np.stack([
        x + bow[drawing, 0] * y * y + keystone[drawing, 0] * x * y,
        y + bow[drawing, 1] * x * x + keystone[drawing, 1] * x * y,
    ], axis=1)  # fmt: skip
    for _ in range(2):
        frequency = rng.uniform(-7, 7, (n, 2))
        phase = rng.uniform(0, 2 * np.pi, n)
        amplitude = rng.normal(0, 0.028 * strength, (n, 2))
        wave = np.sin((points * frequency[drawing]).sum(axis=1) + phase[drawing])
        warped = warped + amplitude[drawing] * wave[:, None]
    return batch.with_points(warped)


def _transform(batch: DrawingBatch, rng: np.random.Generator, strength: float) -> DrawingBatch:
    """Rotate, shear and stretch each drawing: an affine map."""
    n = batch.count
    angle = rng.normal(0, np.radians(7) * strength, n)
    shear = rng.normal(0, 0.2 * strength, n)
    aspect = np.exp(rng.normal(0, 0.18 * strength, n))
    c, s = np.cos(angle), np.sin(angle)
    y = batch.points[:, 1]
    x = batch.points[:, 0] * aspect[batch.drawing] - shear[batch.drawing] * y
    c, s = c[batch.drawing], s[batch.drawing]
    return batch.with_points(np.stack([c * x - s * y, s * x + c * y], axis=1))
