"""A person's own picture of a digit, or of several in a row, to the 28×28 that a network expects.

The steps: shrink to a workable size; find out whether the ink is darker or lighter than its
background and take the background off, shading too; keep what belongs to the digits, not specks
or the shadow at the edge; part the digits of a row as those of strokes (:mod:`trainer.segment`);
then frame each as drawn digits are framed (:mod:`trainer.framing`): longer side 20
pixels, thin pens thickened, centre of mass at the middle.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.components import label
from trainer.framing import MIDDLE, PEN, SIZE
from trainer.segment import box, gather
from trainer.strokes import Stroke

Grey = NDArray[np.float64]
Mask = NDArray[np.bool_]

WORKING = 240
"""Longer side, in pixels, at which a picture is looked at."""
SIDE = 20.0
"""Longer side of the ink in the 28×28 picture, as in MNIST."""
CONTRAST = 24.0
"""Grey levels of 255 by which ink must differ from its background, and noises of it: 5."""
SPECK = 0.05
"""Ink whose longer side is a smaller share of the picture's than this is a speck."""
FULL = 0.6
"""Ink that covers more of the picture than this is no digit."""
PART = 0.02
"""What has fewer pixels than this share of the largest piece does not belong to the digit."""
ALIKE = 0.5
"""What is lower than this part of the tallest beside it is no digit of a row, but a part of one."""
RIM = 2.0
"""Pixels around the ink in which its soft rim lies."""


class NoDigitError(Exception):
    """The picture shows no digit; the message says what was found instead."""


@dataclass(frozen=True)
class Framed:
    """``ink``: the digit without its background, 0…1, at working size; ``image28``: framed."""

    ink: Grey
    image28: NDArray[np.uint8]


def frame_digits(grey: NDArray[np.uint8]) -> list[Framed]:
    """Frame the digits of a grey picture (height, width), 0 black … 255 white, left to right.

    Raise NoDigitError without any.
    """
    ink = only_the_digits(without_background(shrink(grey.astype(np.float64))))
    return [Framed(part, _to_28(part)) for part in digits_in(ink)]


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


def without_background(pixels: Grey) -> Grey:
    """Ink 0…1: 0 at the background's level, 1 at the ink's. Raise NoDigitError without contrast."""
    height, width = pixels.shape
    if min(height, width) < 4:
        raise NoDigitError(f"it is only {width}×{height} pixels")
    usual = float(np.median(pixels))
    darkest, lightest = np.percentile(pixels, [0.5, 99.5])
    sign = 1.0 if usual - darkest >= lightest - usual else -1.0
    difference = sign * (usual - pixels)
    # Shading: a surface of second degree through what is not ink, found in a few rounds.
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    surface = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)
    for _ in range(3):
        paper = (difference < otsu(difference)).reshape(-1)
        if np.count_nonzero(paper) < 12:
            break
        flat = difference.reshape(-1)
        shading = np.linalg.lstsq(surface[paper], flat[paper], rcond=None)[0]
        difference = difference - (surface @ shading).reshape(height, width)
    threshold = otsu(difference)
    ink, paper_levels = difference[difference >= threshold], difference[difference < threshold]
    if not len(ink) or not len(paper_levels):
        raise NoDigitError("it is blank")
    level, noise = float(np.median(ink)), float(np.std(paper_levels))
    if level < max(CONTRAST, 5 * noise):
        raise NoDigitError("nothing in it stands out from the background")
    if len(ink) > FULL * pixels.size:
        raise NoDigitError("most of it is ink")
    floor = min(2.5 * noise, level / 2)
    return np.clip((difference - floor) / (level - floor), 0, 1)


def otsu(values: Grey) -> float:
    """The threshold that parts ``values`` into two classes of least variance (Otsu 1979)."""
    counts, edges = np.histogram(values, 256)
    centres = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * centres)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return float(edges[1 + np.nanargmax(np.where((below > 0) & (above > 0), between, -1))])


def only_the_digits(ink: Grey) -> Grey:
    """Take off specks, and what hangs in from the edge beside a digit that stands free."""
    labels, count = label(ink >= 0.5)
    if count == 0:
        raise NoDigitError("it is blank")
    sizes = np.bincount(labels.reshape(-1), minlength=count + 1)[1:]
    edge = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    touches = np.isin(np.arange(1, count + 1), edge)
    free = ~touches & (sizes >= 0.1 * sizes.max())
    candidates = np.where(touches & free.any(), 0, sizes)
    keep = candidates >= max(PART * candidates.max(), 2)
    if not keep.any():
        raise NoDigitError("there are only specks in it")
    mask = np.concatenate([[False], keep])[labels]
    rows, columns = np.nonzero(mask)
    side = max(np.ptp(rows), np.ptp(columns)) + 1
    if side < SPECK * max(ink.shape) or side < 5:
        raise NoDigitError("there are only specks in it")
    # The soft rim of the pieces that stay, not of those that go.
    return _kept(ink, mask, np.concatenate([[False], ~keep])[labels])


def digits_in(ink: Grey) -> list[Grey]:
    """The digits of a row, each by itself, from left to right.

    Pieces of ink are gathered as strokes are, each as the diagonal of its box. All is one digit
    unless what was gathered stands side by side on one line and is alike in height.
    """
    labels, count = label(ink >= 0.5)
    pieces = {}
    for piece in range(1, count + 1):
        rows, columns = np.nonzero(labels == piece)
        corners = [(columns.min(), rows.min()), (columns.max() + 1, rows.max() + 1)]
        pieces[piece] = Stroke.of(corners, 1)
    groups, _ = gather(list(pieces.values()))
    boxes = [box(group) for group in groups]
    heights = [bottom - top for _, top, _, bottom in boxes]
    alike = min(heights) >= ALIKE * max(heights)
    in_line = max(top for _, top, _, _ in boxes) < min(bottom for *_, bottom in boxes)
    if len(groups) < 2 or not (alike and in_line):
        return [ink]
    digits = []
    for group in groups:
        own = [piece for piece, stroke in pieces.items() if any(stroke is one for one in group)]
        mask = np.isin(labels, own)
        digits.append(_kept(ink, mask, (labels > 0) & ~mask))
    return digits


def _kept(ink: Grey, mask: Mask, others: Mask) -> Grey:
    """The ink of the pieces in ``mask`` with its soft rim, without the ``others``."""
    rim = spread(mask.astype(np.float64), RIM) > 0
    return np.where(rim & ~others, ink, 0.0)


def spread(values: Grey, radius: float) -> Grey:
    """The largest value within ``radius`` pixels, the rim of the disc counting in part."""
    reach = int(np.ceil(radius))
    padded = np.pad(values, reach)
    height, width = values.shape
    result = values.copy()
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            share = min(max(radius + 1 - float(np.hypot(dx, dy)), 0.0), 1.0)
            if share > 0:
                moved = padded[reach + dy : reach + dy + height, reach + dx : reach + dx + width]
                np.maximum(result, moved * share, out=result)
    return result


def stroke_width(ink: Grey) -> float:
    """Mean width of the strokes in pixels: twice the area over the length of the outline."""
    padded = np.pad(ink, 1)
    across, down = np.diff(padded, axis=1), np.diff(padded, axis=0)
    # Length of the outline: the total of the gradient's size.
    outline = np.hypot(across[:-1], down[:, :-1]).sum()
    return float(2 * ink.sum() / max(outline, 1e-9))


def _to_28(ink: Grey) -> NDArray[np.uint8]:
    """Scale, thicken and centre as MNIST's digits are."""
    rows, columns = np.nonzero(ink >= 0.5)
    side = float(max(np.ptp(rows), np.ptp(columns)) + 1)
    missing = PEN - stroke_width(ink) * SIDE / side
    if missing > 0:
        # Thickened by ``missing`` of 28 on both sides together; the whole then still fits SIDE.
        radius = missing / 2 * side / (SIDE - missing)
        reach = int(np.ceil(radius))
        ink = spread(np.pad(ink, reach), radius)
        side += 2 * radius
    scale = SIDE / side
    total = ink.sum()
    x = float(ink.sum(axis=0) @ (np.arange(ink.shape[1]) + 0.5)) / total
    y = float(ink.sum(axis=1) @ (np.arange(ink.shape[0]) + 0.5)) / total
    edges = np.arange(SIZE + 1) - (MIDDLE + 0.5)
    down = area_weights(ink.shape[0], edges / scale + y)
    across = area_weights(ink.shape[1], edges / scale + x)
    return np.floor(255 * np.clip(down @ ink @ across.T, 0, 1) + 0.5).astype(np.uint8)
