"""Grey levels of a picture in the page, and Pillow's."""

import numpy as np
from PIL import Image
from playwright.sync_api import Page

from tests.support.browser.page_modules import call, module_script


def test_the_pages_grey_levels_are_pillows(blank: Page) -> None:
    colours = np.random.default_rng(3).integers(0, 256, (40, 50, 3), np.uint8)
    opaque = np.dstack([colours, np.full((40, 50), 255, np.uint8)])
    blank.evaluate(module_script({"photo/grey": ["greyOf"]}))
    grey_of = "(rgba) => [...greyOf(Uint8ClampedArray.from(rgba))]"
    found = call(blank, grey_of, opaque.ravel().tolist())
    assert found == np.asarray(Image.fromarray(colours).convert("L")).ravel().tolist()
