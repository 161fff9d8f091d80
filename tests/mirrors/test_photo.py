"""Pictures framed by the page and by :mod:`trainer.photo`: alike to one grey level."""

import base64

import numpy as np
from PIL import Image
from playwright.sync_api import Page

from tests.support.page_modules import call, module_script
from tests.support.pictures import Bytes, blackboard, photo, row, scan
from trainer.datasets.mnist import load_mnist_first
from trainer.photo.background import NoDigitError
from trainer.photo.photo import frame_digits

DATA = load_mnist_first()

FRAME_ALL = """(cases) => cases.map(([text, height, width]) => {
  const grey = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  try {
    return frameDigits(grey, height, width).map((pixels) => [...pixels]);
  } catch (error) {
    return error.message;
  }
})"""


def framed_or_why(picture: Bytes) -> list[Bytes] | str:
    try:
        return [framed.image28.ravel() for framed in frame_digits(picture)]
    except NoDigitError as error:
        return str(error)


def test_page_frames_pictures_as_python_does(blank: Page) -> None:
    tall = np.full((361, 90), 255, np.uint8)
    tall[40:300, 44:47] = 20
    digits = enumerate(DATA.test_images[:4])
    pictures = [take(each, i) for i, each in digits for take in (scan, blackboard, photo)]
    pictures += [tall, np.full((50, 60), 200, np.uint8), np.zeros((2, 50), np.uint8)]
    pictures += [np.pad(np.zeros((2, 2), np.uint8), 100, constant_values=255)]
    pictures += [
        row(DATA.test_images[:3]),
        row(DATA.test_images[:5]),
        np.pad(row(DATA.test_images[:2]), ((0, 300), (0, 0)), constant_values=255),
    ]
    blank.evaluate(module_script({"photo/photo": ["frameDigits"]}))
    cases = [[base64.b64encode(picture.tobytes()).decode(), *picture.shape] for picture in pictures]
    for picture, found in zip(pictures, call(blank, FRAME_ALL, cases), strict=True):
        expected = framed_or_why(picture)
        if isinstance(expected, str):
            assert found == expected
        else:
            assert len(expected) == len(found)
            assert np.abs(np.subtract(expected, found, dtype=int)).max() <= 1


def test_the_pages_grey_levels_are_pillows(blank: Page) -> None:
    colours = np.random.default_rng(3).integers(0, 256, (40, 50, 3), np.uint8)
    opaque = np.dstack([colours, np.full((40, 50), 255, np.uint8)])
    blank.evaluate(module_script({"photo/grey": ["greyOf"]}))
    grey_of = "(rgba) => [...greyOf(Uint8ClampedArray.from(rgba))]"
    found = call(blank, grey_of, opaque.ravel().tolist())
    assert found == np.asarray(Image.fromarray(colours).convert("L")).ravel().tolist()
