"""Frame strokes drawn anywhere, at any size, as the image that a network expects.

MNIST's digits were scaled to a box of 20 pixels and centred by mass in 28×28; a drawn digit is
brought into the same frame: ink box → one pen for all → centre of mass → 28×28. The strokes
are drawn again at each step, never resampled. ``framing.js`` mirrors this file to the bit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trainer.ink.raster import PAD_SIZE, Placement, Stroke, rasterize
from trainer.ink.resize import resize_bilinear

IMAGE_SIZE = 28
"""Side of a framed image in pixels, as MNIST's."""
INK_SIZE = 20
"""Longer side of the ink in a framed image, as in MNIST."""
FRAMED_PEN_WIDTH = 2
"""Width of the pen in a framed image."""
PATH_SIZE = INK_SIZE - FRAMED_PEN_WIDTH - 1
"""Longer side of the pen's path in a framed image: with the pen and its grey rim ``INK_SIZE``."""
CENTRE_OF_MASS = 14
"""Pixel index, in both directions, of the centre of mass in MNIST's images: 14.5 from the edge."""
MIN_DIGIT_SIZE = 14
"""A path whose longer side is under this many pad pixels is a speck, not a digit."""


InkAmount = Literal["none", "speck", "ink"]
"""No point at all, too small a path to be a digit, or enough to read."""


@dataclass(frozen=True)
class Options:
    """The steps of framing, each of which can be left out; ``whole`` leaves out all.

    ``box``: scale the ink box to 20 pixels and centre it (else: the pad, scaled to 28).
    ``redraw``: one pen of the best width (else: the pen as drawn, scaled with the strokes).
    ``mass``: shift the centre of mass to the middle.
    ``whole``: the whole pad, as drawn, straight to the input's size (Ismanto 2026).
    """

    box: bool = True
    redraw: bool = True
    mass: bool = True
    whole: bool = False


@dataclass(frozen=True)
class Framed:
    """What framing made of the strokes; the pictures are bytes, 0 paper … 255 ink.

    ``picture`` is what inputs are resized from: ``image28``, or the whole pad (280, 280).
    ``ink``: "none" (no point), "speck" (too small to be a digit; not read) or "ink".
    ``drawn`` → ``boxed`` → ``redrawn`` → ``centred``: the strokes' place in 28×28, step by step.
    """

    ink: InkAmount
    drawn: Placement
    boxed: Placement
    redrawn: Placement
    centred: Placement
    image28: NDArray[np.uint8]
    picture: NDArray[np.uint8]


def frame(strokes: Sequence[Stroke], options: Options = Options()) -> Framed:
    """Frame ``strokes`` (pad pixels) into 28×28 bytes."""
    drawn = Placement(IMAGE_SIZE / PAD_SIZE, 0.0, 0.0, 0.0)
    points = [stroke.points for stroke in strokes if len(stroke.points)]
    if not points:
        blank = np.zeros((IMAGE_SIZE, IMAGE_SIZE), np.uint8)
        return Framed("none", drawn, drawn, drawn, drawn, blank, blank)

    low = np.min([p.min(axis=0) for p in points], axis=0)
    high = np.max([p.max(axis=0) for p in points], axis=0)
    side = float(np.max(high - low))
    ink: Literal["speck", "ink"] = "ink" if side >= MIN_DIGIT_SIZE else "speck"

    boxed = drawn
    if options.box:
        scale = PATH_SIZE / max(side, MIN_DIGIT_SIZE)
        dx, dy = IMAGE_SIZE / 2 - (low + high) / 2 * scale
        boxed = Placement(scale, float(dx), float(dy), 0.0)
    redrawn = replace(boxed, pen=FRAMED_PEN_WIDTH) if options.redraw else boxed
    centred = _centre_mass(strokes, redrawn) if options.mass else redrawn

    if options.whole:
        picture = rasterize(strokes, Placement(1.0, 0.0, 0.0, 0.0), PAD_SIZE)
        image28 = resize_bilinear(picture[None], IMAGE_SIZE)[0]
    else:
        picture = image28 = rasterize(strokes, centred, IMAGE_SIZE)
    return Framed(ink, drawn, boxed, redrawn, centred, image28, picture)


def _centre_mass(strokes: Sequence[Stroke], placement: Placement) -> Placement:
    """Shift ``placement`` so that the picture's centre of mass is at index (14.0, 14.0)."""
    picture = rasterize(strokes, placement, IMAGE_SIZE).astype(np.int64)
    total = int(picture.sum())
    if total == 0:
        return placement
    index = np.arange(IMAGE_SIZE)
    x = int(picture.sum(axis=0) @ index) / total
    y = int(picture.sum(axis=1) @ index) / total
    return replace(
        placement, dx=placement.dx + (CENTRE_OF_MASS - x), dy=placement.dy + (CENTRE_OF_MASS - y)
    )
