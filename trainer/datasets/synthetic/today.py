"""The training set of the ``today`` weights: MNIST, pen strokes, hand-drawn shapes, non-digits.

Built anew from its sources with a fixed seed: everything drawn with a pen goes through the
page's own framing, each time in another hand. Ten of the thirty pen-stroke writers are held out,
so that numbers on them are numbers on strangers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.datasets.dataset import NO_CLASS
from trainer.datasets.pendigits import PenDigit
from trainer.datasets.synthetic.nondigits import NonDigits
from trainer.datasets.synthetic.shapes import read_shapes
from trainer.datasets.synthetic.stroke_variation import vary
from trainer.ink.augmentation import Augmentation, augment
from trainer.ink.bulk_framing import Ink, frame_all, gather

SEED = 1989
MNIST_WARP = Augmentation(
    rotation=12, shift=0.3, scale=0.08, stretch=0.15, shear=0.25, elastic=18, thickness=0.5
)

Images = tuple[NDArray[np.uint8], NDArray[np.int64]]


@dataclass(frozen=True)
class Amounts:
    """How often each source is drawn again; pens in picture pixels."""

    mnist_warps: int = 3
    pen_variants: int = 12
    pen_strength: float = 0.8
    shapes_per_digit: int = 5000
    shape_wobble: float = 3.5
    nondigits: int = 30_000
    thinnest_pen: float = 1.8
    thickest_pen: float = 2.3


def held_out(writer: str) -> bool:
    """Whether a writer (``pd-train-w07``) is kept from training: every third is."""
    return int(writer[-2:]) % 3 == 0


def build(mnist: Images, pen: list[PenDigit], amounts: Amounts = Amounts()) -> Images:
    """All training images (N, 28, 28) and labels (N,), ``NO_CLASS`` for non-digits."""
    rng = np.random.default_rng(SEED)
    images, labels = [mnist[0]], [mnist[1]]
    for number in range(amounts.mnist_warps):
        images.append(augment(mnist[0], MNIST_WARP, SEED, number))
        labels.append(mnist[1])

    taught = [digit for digit in pen if not held_out(digit.writer)]
    written = gather([digit.strokes for digit in taught])
    written_labels = np.array([digit.label for digit in taught])
    images.append(frame_all(written))
    labels.append(written_labels)
    for _ in range(amounts.pen_variants):
        images.append(_draw(written, rng, amounts, amounts.pen_strength))
        labels.append(written_labels)

    shapes = read_shapes("digit")
    drawn, drawn_labels = [], []
    for digit in range(10):
        styles = [shape for shape in shapes if int(shape.label) == digit]
        for index in range(amounts.shapes_per_digit):
            drawn.append(styles[index % len(styles)].draw(rng, amounts.shape_wobble))
            drawn_labels.append(digit)
    images.append(_draw(gather(drawn), rng, amounts))
    labels.append(np.array(drawn_labels))

    known = [(digit.label, digit.strokes) for digit in taught]
    known += list(zip(drawn_labels, drawn, strict=True))[:: max(1, len(drawn) // 1000)]
    others = NonDigits(rng, read_shapes("other"), known).draw(amounts.nondigits)
    images.append(_draw(gather(others), rng, amounts))
    labels.append(np.full(len(others), NO_CLASS))
    return np.concatenate(images), np.concatenate(labels).astype(np.int64)


def _draw(
    ink: Ink, rng: np.random.Generator, amounts: Amounts, strength: float = 1.0
) -> NDArray[np.uint8]:
    pens = rng.uniform(amounts.thinnest_pen, amounts.thickest_pen, ink.count)
    return frame_all(vary(ink, rng, strength), pens.astype(np.float32))
