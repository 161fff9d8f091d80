"""Other hands: drawn digits bent, slanted, hooked, shaken and sampled as other writers might.

Every drawing of an :class:`~trainer.ink.Ink` gets its own random numbers. Lengths are shares
of the drawing's longer side.
"""

import numpy as np
from numpy.typing import NDArray

from trainer.ink.bulk_framing import Ink, boxes


def vary(ink: Ink, rng: np.random.Generator, strength: float = 1.0) -> Ink:
    """Return every drawing once more, in another hand."""
    ink = _centre(ink)
    ink = _trim(ink, rng)
    ink = _hook(ink, rng, strength)
    ink = _thin_out(ink, rng)
    ink = _round_off(ink, rng)
    ink = _shift_strokes(ink, rng, strength)
    ink = _bend(ink, rng, strength)
    return _slant(ink, rng, strength)


def _centre(ink: Ink) -> Ink:
    """Move each box to the origin and scale its longer side to 1."""
    low, high = boxes(ink)
    side = np.maximum((high - low).max(axis=1), 1e-3)
    middle = (low + high) / 2
    return ink.with_points((ink.points - middle[ink.owner]) / side[ink.owner, None])


def _stroke_ends(ink: Ink) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """For each stroke its first and last point; for each point its stroke."""
    first = np.flatnonzero(ink.starts)
    last = np.append(first[1:], len(ink.starts)) - 1
    return first, last, np.cumsum(ink.starts) - 1


def _keep(ink: Ink, keep: NDArray[np.bool_]) -> Ink:
    """Drop points; each stroke must keep at least one."""
    _, _, stroke = _stroke_ends(ink)
    stroke = stroke[keep]
    starts = np.append(True, stroke[1:] != stroke[:-1])
    return Ink(ink.points[keep], ink.owner[keep], starts)


def _trim(ink: Ink, rng: np.random.Generator) -> Ink:
    """Let some strokes start late or stop early, by up to a twelfth of their points."""
    first, last, stroke = _stroke_ends(ink)
    length = np.maximum(last - first, 1)
    share = (np.arange(len(stroke)) - first[stroke]) / length[stroke]
    cut = rng.uniform(0, 1 / 12, (2, len(first))) * (rng.random((2, len(first))) < 0.3)
    inside = (share >= cut[0][stroke]) & (share <= 1 - cut[1][stroke])
    middle = first + (last - first) // 2
    inside[middle] = True
    return _keep(ink, inside)


def _hook(ink: Ink, rng: np.random.Generator, strength: float) -> Ink:
    """Add a short tick to the beginning or end of some strokes, as pens do when they land."""
    first, last, stroke = _stroke_ends(ink)
    at, position = [], []
    # Ends first: where both come to one place, the end of a stroke precedes the next one's start.
    for ends, after in ((last, 1), (first, 0)):
        chosen = ends[rng.random(len(ends)) < 0.12]
        at.append(chosen)
        position.append(chosen + after)
    where, insert = np.concatenate(at), np.concatenate(position)
    angle = rng.uniform(0, 2 * np.pi, len(where))
    reach = rng.uniform(0.02, 0.1, len(where)) * strength
    tick = np.stack([np.cos(angle), np.sin(angle)], axis=1) * reach[:, None]
    points = np.insert(ink.points, insert, ink.points[where] + tick, axis=0)
    owner = np.insert(ink.owner, insert, ink.owner[where])
    strokes = np.insert(stroke, insert, stroke[where])
    return Ink(points.astype(np.float32), owner, np.append(True, strokes[1:] != strokes[:-1]))


def _thin_out(ink: Ink, rng: np.random.Generator) -> Ink:
    """Keep few points of some drawings, as slow tablets and fast hands do, and shake them."""
    first, last, _ = _stroke_ends(ink)
    share = np.where(rng.random(ink.count) < 0.5, rng.uniform(0.15, 1, ink.count), 1)
    keep = rng.random(len(ink.owner)) < share[ink.owner]
    keep[first] = keep[last] = True
    ink = _keep(ink, keep)
    shake = rng.uniform(0, 0.014, ink.count) * (rng.random(ink.count) < 0.7)
    noise = rng.normal(0, 1, ink.points.shape) * shake[ink.owner, None]
    return ink.with_points(ink.points + noise)


def _round_off(ink: Ink, rng: np.random.Generator) -> Ink:
    """Cut the corners of some drawings: each point becomes a mean of its neighbours."""
    first, last, _ = _stroke_ends(ink)
    weight = (rng.uniform(0, 1, ink.count) * (rng.random(ink.count) < 0.4))[ink.owner]
    weight[first] = weight[last] = 0
    before, after = np.roll(ink.points, 1, axis=0), np.roll(ink.points, -1, axis=0)
    mean = (before + ink.points + after) / 3
    return ink.with_points(ink.points + weight[:, None] * (mean - ink.points))


def _shift_strokes(ink: Ink, rng: np.random.Generator, strength: float) -> Ink:
    """Misplace and resize the strokes of a drawing against each other."""
    first, last, stroke = _stroke_ends(ink)
    shift = rng.normal(0, 0.025 * strength, (len(first), 2))
    scale = np.exp(rng.normal(0, 0.05 * strength, (len(first), 2)))
    middle = (ink.points[first] + ink.points[last]) / 2
    moved = (ink.points - middle[stroke]) * scale[stroke] + middle[stroke] + shift[stroke]
    return ink.with_points(moved)


def _bend(ink: Ink, rng: np.random.Generator, strength: float) -> Ink:
    """Warp the sheet: one bow each way and two slow waves."""
    n, owner, points = ink.count, ink.owner, ink.points
    x, y = points[:, 0], points[:, 1]
    bow = rng.normal(0, 0.12 * strength, (n, 2))
    keystone = rng.normal(0, 0.15 * strength, (n, 2))
    warped = np.stack([
        x + bow[owner, 0] * y * y + keystone[owner, 0] * x * y,
        y + bow[owner, 1] * x * x + keystone[owner, 1] * x * y,
    ], axis=1)  # fmt: skip
    for _ in range(2):
        frequency = rng.uniform(-7, 7, (n, 2))
        phase = rng.uniform(0, 2 * np.pi, n)
        size = rng.normal(0, 0.028 * strength, (n, 2))
        wave = np.sin((points * frequency[owner]).sum(axis=1) + phase[owner])
        warped = warped + size[owner] * wave[:, None]
    return ink.with_points(warped)


def _slant(ink: Ink, rng: np.random.Generator, strength: float) -> Ink:
    """Rotate, shear and stretch."""
    n = ink.count
    angle = rng.normal(0, np.radians(7) * strength, n)
    shear = rng.normal(0, 0.2 * strength, n)
    aspect = np.exp(rng.normal(0, 0.18 * strength, n))
    c, s = np.cos(angle), np.sin(angle)
    y = ink.points[:, 1]
    x = ink.points[:, 0] * aspect[ink.owner] - shear[ink.owner] * y
    c, s = c[ink.owner], s[ink.owner]
    return ink.with_points(np.stack([c * x - s * y, s * x + c * y], axis=1))
