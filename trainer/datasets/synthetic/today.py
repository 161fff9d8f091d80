"""The training set of the ``today`` weights: MNIST, pen strokes, hand-drawn shapes, non-digits.

It is generated from its sources with a fixed seed. Strokes are varied at random and framed as the
page frames a drawing; only writers that are not held out (:mod:`.writers`) are in it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.datasets.dataset import NO_CLASS
from trainer.datasets.pendigits import PenDigit
from trainer.datasets.synthetic.nondigits import NonDigits
from trainer.datasets.synthetic.shapes import read_shapes
from trainer.datasets.synthetic.stroke_variation import vary
from trainer.datasets.synthetic.writers import is_held_out
from trainer.ink.augmentation import Augmentation, augment
from trainer.ink.bulk_framing import DrawingBatch, frame_all, pack

SEED = 1989
MNIST_AUGMENTATION = Augmentation(
    rotation=12, shift=0.3, scale=0.08, stretch=0.15, shear=0.25, elastic=18, thickness=0.5
)

Images = tuple[NDArray[np.uint8], NDArray[np.int64]]


@dataclass(frozen=True)
class Amounts:
    """The number of images from each source, and their settings; pen widths in image pixels."""

    mnist_warps: int = 3
    pen_variants: int = 12
    pen_strength: float = 0.8
    shapes_per_digit: int = 5000
    shape_wobble: float = 3.5
    nondigits: int = 30_000
    thinnest_pen: float = 1.8
    thickest_pen: float = 2.3


def build_training_set(
    mnist: Images, pen_digits: list[PenDigit], amounts: Amounts = Amounts()
) -> Images:
    """Return images (N, 28, 28) and labels (N,), ``NO_CLASS`` for non-digits.

    ``mnist`` are images (M, 28, 28) and their labels (M,).
    """
    rng = np.random.default_rng(SEED)
    images, labels = [mnist[0]], [mnist[1]]
    for number in range(amounts.mnist_warps):
        images.append(augment(mnist[0], MNIST_AUGMENTATION, SEED, number))
        labels.append(mnist[1])

    training = [digit for digit in pen_digits if not is_held_out(digit.writer)]
    written = pack([digit.strokes for digit in training])
    written_labels = np.array([digit.label for digit in training])
    images.append(frame_all(written))
    labels.append(written_labels)
    for _ in range(amounts.pen_variants):
        images.append(_frame_varied(written, rng, amounts, amounts.pen_strength))
        labels.append(written_labels)

    shapes = read_shapes("digit")
    drawn, drawn_labels = [], []
    for digit in range(10):
        variants = [shape for shape in shapes if int(shape.label) == digit]
        for index in range(amounts.shapes_per_digit):
            drawn.append(variants[index % len(variants)].draw(rng, amounts.shape_wobble))
            drawn_labels.append(digit)
    images.append(_frame_varied(pack(drawn), rng, amounts))
    labels.append(np.array(drawn_labels))

    digits = [(digit.label, digit.strokes) for digit in training]
    digits += list(zip(drawn_labels, drawn, strict=True))[:: max(1, len(drawn) // 1000)]
    nondigits = NonDigits(rng, read_shapes("other"), digits).draw(amounts.nondigits)
    images.append(_frame_varied(pack(nondigits), rng, amounts))
    labels.append(np.full(len(nondigits), NO_CLASS))
    return np.concatenate(images), np.concatenate(labels).astype(np.int64)


def _frame_varied(
    batch: DrawingBatch, rng: np.random.Generator, amounts: Amounts, strength: float = 1.0
) -> NDArray[np.uint8]:
    """Vary and frame drawings with random pen widths: images (N, 28, 28)."""
    pens = rng.uniform(amounts.thinnest_pen, amounts.thickest_pen, batch.count)
    return frame_all(vary(batch, rng, strength), pens.astype(np.float32))
