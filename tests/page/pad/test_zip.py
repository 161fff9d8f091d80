"""A zip code on the wide pad: written with the mouse, or digit by digit from the pad above."""

import numpy as np
import pytest
from playwright.sync_api import expect

from builder.weights import Weights, gather
from tests.support.browser.axe import axe_violations
from tests.support.browser.open_page import OpenPage
from tests.support.drawings.handwriting import ANGULAR, HANDS, ROUND
from tests.support.drawings.rows import row
from trainer.ink.framing import frame
from trainer.ink.raster import Stroke
from trainer.ink.segment import segment
from trainer.reading.decision import confidences

CHOICES = gather()


def first(network: str) -> Weights:
    choice = next(choice for choice in CHOICES if choice.name == network)
    return next(weights for weights in choice.weights if weights.name == choice.first)


def read(weights: Weights, strokes: list[Stroke]) -> tuple[str, float]:
    """The code and its confidence, by NumPy."""
    images = np.stack([frame(group).image28 for group in segment(strokes)])
    outputs = weights.network.forward(weights.network.inputs(images)).astype(np.float64)
    assert weights.card.calibration
    sure = confidences(outputs, weights.network.output_kind, weights.card.calibration)
    return "".join(map(str, outputs.argmax(axis=1))), float(np.prod(sure))


def test_codes_are_cut_and_read_as_numpy_reads_them(visited: OpenPage) -> None:
    right = total = 0
    visited.page.locator("#zip-pad").scroll_into_view_if_needed()
    for digits, alphabet, draw in (
        ([9, 4, 7, 0, 3], ROUND, visited.draw),
        ([5, 2, 1, 6, 8], ANGULAR, visited.draw_with_mouse),
    ):
        strokes, _ = row(digits, alphabet, 0.25)
        visited.page.click("#zip-clear")
        draw([stroke.points.tolist() for stroke in strokes], pad="#zip-pad")
        for choice in CHOICES:
            output = visited.page.locator(f'#zip-codes [data-network="{choice.name}"] .code')
            code, sure = read(first(choice.name), strokes)
            expect(output).to_have_attribute("data-code", code)
            shown = float(output.get_attribute("data-confidence") or 0)
            assert shown == pytest.approx(sure, abs=0.02), "the mouse moves in whole pixels"
            right += sum(a == str(b) for a, b in zip(code, digits, strict=True))
            total += 5
    assert right >= 0.9 * total
    assert axe_violations(visited.page, "#zip") == []


def test_undo_clear_and_the_keyboards_way(visited: OpenPage) -> None:
    visited.page.click("#zip-clear")
    output = visited.page.locator("#zip-codes .code").first
    expect(output).to_have_text("–")
    for digit in (1, 0, 7):
        visited.page.click("#clear")
        visited.draw(HANDS[0].draw(digit), HANDS[0].pen)
        visited.page.focus("#zip-take")
        visited.page.keyboard.press("Enter")
    expect(output).to_have_attribute("data-code", "107")
    expect(visited.page.locator("#zip-codes .small").first).to_contain_text("3 of 5 digits")
    for _ in HANDS[0].draw(7):
        visited.page.click("#zip-undo")
    expect(output).to_have_attribute("data-code", "10")
