"""Grey levels of a picture in the page, and those of ``trainer.photo.picture_files``."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page

from tests.support.browser.page_modules import call, module_script
from trainer.photo.picture_files import load_grey

RANDOM = np.random.default_rng(3)


def colours(least: int, most: int, alpha: tuple[int, ...]) -> NDArray[np.uint8]:
    """Any colours within bounds, (40, 50, 4), with one of some alphas in each pixel."""
    rgb = RANDOM.integers(least, most + 1, (40, 50, 3), np.uint8)
    return np.dstack([rgb, RANDOM.choice(np.array(alpha, np.uint8), (40, 50))])


PICTURES = {
    "opaque": colours(0, 255, (255,)),
    "dark ink on transparency": colours(0, 90, (0, 0, 7, 128, 255)),
    "white ink on transparency": colours(200, 255, (0, 0, 7, 128, 255)),
    "in the middle, a little dark": colours(127, 127, (0, 255)),
    "in the middle, a little light": colours(128, 128, (0, 255)),
    "nothing but transparency": colours(0, 255, (0,)),
}


@pytest.mark.parametrize("rgba", PICTURES.values(), ids=PICTURES)
def test_the_pages_grey_levels_are_the_trainers(
    blank: Page, tmp_path: Path, rgba: NDArray[np.uint8]
) -> None:
    path = tmp_path / "picture.png"
    Image.fromarray(rgba).save(path)
    blank.evaluate(module_script({"photo/grey": ["greyOf"]}))
    found = call(
        blank, "(rgba) => [...greyOf(Uint8ClampedArray.from(rgba))]", rgba.ravel().tolist()
    )
    assert found == load_grey(path).ravel().tolist()
