"""Assign the connected components of ink to digits, or discard them."""

import numpy as np
from numpy.typing import NDArray

from trainer.ink.raster import Stroke
from trainer.ink.segment import bounding_box, group_strokes
from trainer.photo.areas import Grey
from trainer.photo.background import NoDigitError
from trainer.photo.components import label
from trainer.photo.thickness import dilate

Mask = NDArray[np.bool_]

INK_THRESHOLD = 0.5
"""Pixels from this share of full ink on belong to a connected component."""
MIN_UNCLIPPED_SHARE = 0.1
"""Components at the edge go if another, of at least this share of the largest, is off the edge."""
MIN_COMPONENT_SHARE = 0.02
"""A component with a smaller share of the largest one's pixels does not belong to a digit."""
MIN_COMPONENT_PIXELS = 2
"""A component with fewer pixels than this does not belong to a digit."""
MIN_DIGIT_SHARE = 0.05
"""Ink whose longer side is a smaller share of the picture's is a speck."""
MIN_DIGIT_PIXELS = 5
"""Ink whose longer side has fewer pixels than this is a speck."""
MIN_HEIGHT_RATIO = 0.5
"""Groups of components are the digits of a row only if the lowest is this high, of the highest."""
RIM_RADIUS = 2
"""Pixels around a component in which its soft edge lies."""


def select_digits(ink: Grey) -> Grey:
    """Return the ink of the digits: without specks, and without what the picture's edge clips.

    Components at the edge stay where no other is large enough. Raise NoDigitError if none is.
    """
    labels, count = label(ink >= INK_THRESHOLD)
    if count == 0:
        raise NoDigitError("it is blank")
    sizes = np.bincount(labels.reshape(-1), minlength=count + 1)[1:]
    edge = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    touches = np.isin(np.arange(1, count + 1), edge)
    free = ~touches & (sizes >= MIN_UNCLIPPED_SHARE * sizes.max())
    candidates = np.where(touches & free.any(), 0, sizes)
    keep = candidates >= max(MIN_COMPONENT_SHARE * candidates.max(), MIN_COMPONENT_PIXELS)
    if not keep.any():
        raise NoDigitError("there are only specks in it")
    mask = np.concatenate([[False], keep])[labels]
    rows, columns = np.nonzero(mask)
    side = max(np.ptp(rows), np.ptp(columns)) + 1
    if side < max(MIN_DIGIT_SHARE * max(ink.shape), MIN_DIGIT_PIXELS):
        raise NoDigitError("there are only specks in it")
    # With the soft edge of the components that are kept, not of the others.
    return _kept(ink, mask, np.concatenate([[False], ~keep])[labels])


def split_digits(ink: Grey) -> list[Grey]:
    """Return the ink of each digit in a row, from left to right.

    Components are grouped as strokes are, each as the diagonal of its bounding box. All are one
    digit unless the groups are side by side on one line and similar in height.
    """
    labels, count = label(ink >= INK_THRESHOLD)
    pieces = {}
    for piece in range(1, count + 1):
        rows, columns = np.nonzero(labels == piece)
        corners = [(columns.min(), rows.min()), (columns.max() + 1, rows.max() + 1)]
        pieces[piece] = Stroke.of(corners, 1)
    groups, _ = group_strokes(list(pieces.values()))
    boxes = [bounding_box(group) for group in groups]
    heights = [bottom - top for _, top, _, bottom in boxes]
    alike = min(heights) >= MIN_HEIGHT_RATIO * max(heights)
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
    """Return the ink in ``mask`` with its soft edge, without the components in ``others``."""
    rim = dilate(mask.astype(np.float64), RIM_RADIUS) > 0
    return np.where(rim & ~others, ink, 0.0)
