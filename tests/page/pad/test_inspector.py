"""The framing inspector: each switch leaves out the step that it names, as in Python."""

from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support.browser.open_page import OpenPage
from tests.support.drawings.handwriting import HANDS
from trainer.ink.framing import Options, frame
from trainer.ink.raster import Stroke

CORNER = HANDS[1]  # small, in the top left corner: every step moves it
STEPS = ("box", "redraw", "mass")


def ink_of(opened: OpenPage, size: int, canvas: str) -> NDArray[np.float64]:
    """A picture as bytes of ink, from the shades between bare paper and full ink."""
    shades = np.array(opened.pixels(canvas), float).reshape(size, size)
    darkness = shades.max() - shades
    ink: NDArray[np.float64] = np.round(darkness / darkness.max() * 255)
    return ink


def test_every_combination_of_steps_is_pythons(opened: OpenPage) -> None:
    digit = CORNER.draw(2)
    opened.draw(digit, CORNER.pen)
    strokes = [Stroke(np.array(points, float), CORNER.pen) for points in digit]
    pictures = set()
    for on in product((True, False), repeat=3):
        for step, value in zip(STEPS, on, strict=True):
            opened.page.locator(f'input[data-framing="{step}"]').set_checked(value)
        opened.read()
        shown = ink_of(opened, 28, 'canvas[data-step="image28"]')
        expected = frame(strokes, Options(*on)).image28.astype(float)
        expected *= 255 / expected.max()
        np.testing.assert_allclose(shown, expected, atol=4, err_msg=str(on))
        pictures.add(shown.tobytes())
    assert len(pictures) == 8, "every switch matters for a small digit in a corner"


def test_a_step_left_out_changes_the_answer_live(opened: OpenPage) -> None:
    opened.draw(CORNER.draw(2), CORNER.pen)
    framed = opened.read()
    opened.page.locator('input[data-framing="box"]').uncheck()
    assert opened.read()["confidence"] != framed["confidence"]
    opened.page.locator('input[data-framing="box"]').check()
    assert opened.read() == framed


def test_the_whole_pad_leaves_out_every_step(opened: OpenPage) -> None:
    opened.draw(CORNER.draw(2), CORNER.pen)
    opened.page.locator("#framing").uncheck()
    opened.read()
    for step in STEPS:
        assert not opened.page.locator(f'input[data-framing="{step}"]').is_checked()
    opened.page.locator('input[data-framing="redraw"]').check()
    opened.read()
    assert opened.page.locator("#framing").is_checked(), "one step on is not the whole pad"
    assert not opened.page.locator('input[data-framing="box"]').is_checked()


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_cut_off(opened: OpenPage, width: int) -> None:
    opened.page.set_viewport_size({"width": width, "height": 800})
    assert opened.page.evaluate("() => document.documentElement.scrollWidth") == width
