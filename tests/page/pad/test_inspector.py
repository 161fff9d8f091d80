"""The framing inspector: each switch leaves out the step that it names, as in Python."""

from itertools import product

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import expect

from tests.support.browser.open_page import OpenPage
from tests.support.drawings.handwriting import HANDS
from tests.support.eventually import eventually
from trainer.ink.framing import Options, frame
from trainer.ink.raster import Stroke

CORNER = HANDS[1]  # small, in the top left corner: every step moves it
STEPS = ("box", "redraw", "mass")


def ink_of(visited: OpenPage, size: int, canvas: str) -> NDArray[np.float64]:
    """A picture as bytes of ink, from the shades between bare paper and full ink."""
    shades = np.array(visited.pixels(canvas), float).reshape(size, size)
    darkness = shades.max() - shades
    ink: NDArray[np.float64] = np.round(darkness / darkness.max() * 255)
    return ink


def test_every_combination_of_steps_is_pythons(visited: OpenPage) -> None:
    digit = CORNER.draw(2)
    visited.draw(digit, CORNER.pen)
    strokes = [Stroke(np.array(points, float), CORNER.pen) for points in digit]
    pictures = set()
    for on in product((True, False), repeat=3):
        for step, value in zip(STEPS, on, strict=True):
            visited.page.locator(f'input[data-framing="{step}"]').set_checked(value)
        expected = frame(strokes, Options(*on)).image28.astype(float)
        expected *= 255 / expected.max()

        def check(expected: NDArray[np.float64] = expected) -> None:
            shown = ink_of(visited, 28, 'canvas[data-step="image28"]')
            np.testing.assert_allclose(shown, expected, atol=4)

        eventually(check)
        pictures.add(expected.tobytes())
    assert len(pictures) == 8, "every switch matters for a small digit in a corner"


def test_a_step_left_out_changes_the_answer_live(visited: OpenPage) -> None:
    visited.draw(CORNER.draw(2), CORNER.pen)
    framed = visited.expect_answer(2)
    sure = ("data-confidence", framed["confidence"])
    visited.page.locator('input[data-framing="box"]').uncheck()
    expect(visited.answer()).not_to_have_attribute(*sure)
    visited.page.locator('input[data-framing="box"]').check()
    expect(visited.answer()).to_have_attribute(*sure)
    assert visited.answered() == framed


def test_the_whole_pad_leaves_out_every_step(visited: OpenPage) -> None:
    visited.draw(CORNER.draw(2), CORNER.pen)
    visited.page.locator("#framing").uncheck()
    for step in STEPS:
        expect(visited.page.locator(f'input[data-framing="{step}"]')).not_to_be_checked()
    visited.page.locator('input[data-framing="redraw"]').check()
    expect(visited.page.locator("#framing")).to_be_checked()  # one step is not the whole pad
    expect(visited.page.locator('input[data-framing="box"]')).not_to_be_checked()
