"""Pictures of one's own, framed."""

from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from tests.support.drawings.pictures import blackboard, photo, row, scan
from tests.support.twins import sensitive
from tests.support.twins.pixels import Bytes, from_text, to_text
from tests.support.twins.twin import Twin
from trainer.datasets.mnist import load_mnist_first
from trainer.ink import framing
from trainer.photo import areas, background, pieces
from trainer.photo.background import NoDigitError
from trainer.photo.photo import frame_digits


def _taken() -> Iterator[Bytes]:
    """Yield digits as people take them, in rows too, and a row above empty paper."""
    images = load_mnist_first().test_images
    yield from (take(images[i], i) for i in range(3) for take in (scan, blackboard, photo))
    yield from (row(images[:count]) for count in (3, 5))
    yield np.pad(row(images[:2]), ((0, 300), (0, 0)), constant_values=255)


def _digits_or_why(case: Sequence[Any]) -> list[list[int]] | str:
    text, height, width = case
    try:
        framed = frame_digits(from_text(text).reshape(height, width))
    except NoDigitError as error:
        return str(error)
    return [digit.image28.ravel().tolist() for digit in framed]


FRAME_DIGITS = """([text, height, width]) => {
  try {
    return frameDigits(decoded(text), height, width).map((pixels) => [...pixels]);
  } catch (error) {
    return error.message;
  }
}"""


def _twin(family: Callable[[], Iterator[Bytes]], uses: Sequence[ModuleType]) -> Twin:
    return Twin(
        f"frame {family.__name__.strip('_')} pictures",
        uses,
        {"photo/photo": ["frameDigits"]},
        lambda: [[to_text(picture), *picture.shape] for picture in family()],
        _digits_or_why,
        FRAME_DIGITS,
        tolerance=1,
    )


TWINS = [
    _twin(sensitive.faint, [background]),
    _twin(sensitive.blots, [pieces]),
    _twin(sensitive.soft, [background, pieces, framing]),
    _twin(sensitive.large, [areas]),
    _twin(_taken, []),
]
