"""Frame the digits of a photograph, one or several in a row, as 28×28 images.

The steps: shrink to a workable size; find out whether the ink is darker or lighter than its
background and take the background off, shading too; keep what belongs to the digits, not specks
or the shadow at the edge; separate the digits of a row as those of strokes
(:mod:`trainer.ink.segment`); then frame each as drawn digits are framed
(:mod:`trainer.ink.framing`): longer side 20 pixels, thin pens thickened, centre of mass at the
middle.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.ink.framing import CENTRE_OF_MASS, FRAMED_PEN_WIDTH, IMAGE_SIZE, INK_SIZE
from trainer.photo.areas import Grey, average_areas, shrink
from trainer.photo.background import extract_ink
from trainer.photo.pieces import INK_THRESHOLD, select_digits, split_digits
from trainer.photo.thickness import dilate, stroke_width


@dataclass(frozen=True)
class Framed:
    """A digit's ``ink`` (height, width), 0…1, at working size, and ``image28``, framed as bytes."""

    ink: Grey
    image28: NDArray[np.uint8]


def frame_digits(grey: NDArray[np.uint8]) -> list[Framed]:
    """Frame the digits of a grey picture (height, width), 0 black … 255 white, left to right.

    Raise NoDigitError where the picture shows no digit.
    """
    ink = select_digits(extract_ink(shrink(grey)))
    return [Framed(part, _to_28(part)) for part in split_digits(ink)]


def _to_28(ink: Grey) -> NDArray[np.uint8]:
    """Return 28×28 bytes: scaled and centred as MNIST's digits are, thin strokes thickened."""
    rows, columns = np.nonzero(ink >= INK_THRESHOLD)
    side = float(max(np.ptp(rows), np.ptp(columns)) + 1)
    missing = FRAMED_PEN_WIDTH - stroke_width(ink) * INK_SIZE / side
    if missing > 0:
        # Thickened by ``missing`` of 28 on both sides together; the whole then still fits INK_SIZE.
        radius = missing / 2 * side / (INK_SIZE - missing)
        reach = int(np.ceil(radius))
        ink = dilate(np.pad(ink, reach), radius)
        side += 2 * radius
    scale = INK_SIZE / side
    total = ink.sum()
    x = float(ink.sum(axis=0) @ (np.arange(ink.shape[1]) + 0.5)) / total
    y = float(ink.sum(axis=1) @ (np.arange(ink.shape[0]) + 0.5)) / total
    edges = np.arange(IMAGE_SIZE + 1) - (CENTRE_OF_MASS + 0.5)
    placed = average_areas(ink, edges / scale + y, edges / scale + x)
    return np.floor(255 * np.clip(placed, 0, 1) + 0.5).astype(np.uint8)
