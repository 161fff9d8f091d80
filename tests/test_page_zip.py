"""A zip code on the wide pad: written with the mouse, or digit by digit from the pad above."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from builder.weights import Weights, gather
from tests.hands import ANGULAR, HANDS, ROUND
from tests.open_page import OpenPage
from tests.test_page_access import axe_violations
from tests.test_segment import row
from trainer.decide import Kind, calibration_of, confidences
from trainer.framing import frame
from trainer.segment import segment
from trainer.strokes import Stroke

CHOICES = gather()


@pytest.fixture(scope="module")
def page(browser: Browser, page_file: Path) -> Iterator[OpenPage]:
    with browser.new_context(
        offline=True, viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
    ) as context:
        opened = OpenPage(context.new_page(), page_file).open()
        yield opened
        opened.check_quiet()


def first(network: str) -> Weights:
    choice = next(choice for choice in CHOICES if choice.network == network)
    return next(weights for weights in choice.weights if weights.name == choice.first)


def read(weights: Weights, strokes: list[Stroke]) -> tuple[str, float]:
    """The code and its confidence, by NumPy."""
    images = np.stack([frame(group).image28 for group in segment(strokes)])
    outputs = weights.network.forward(weights.network.inputs(images)).astype(np.float64)
    kind: Kind = "Softmax" if weights.network.layers[-1].kind == "Softmax" else "Tanh"
    sure = confidences(outputs, kind, calibration_of(weights.card, kind))
    return "".join(map(str, outputs.argmax(axis=1))), float(np.prod(sure))


def write(page: OpenPage, strokes: list[Stroke]) -> None:
    pad = page.page.locator("#zip-pad")
    pad.scroll_into_view_if_needed()
    page.page.click("#zip-clear")
    box = pad.bounding_box()
    assert box is not None
    scale = box["width"] / 840
    mouse = page.page.mouse
    for stroke in strokes:
        for number, (x, y) in enumerate(stroke.points.tolist()):
            mouse.move(box["x"] + x * scale, box["y"] + y * scale)
            if number == 0:
                mouse.down()
        mouse.up()
    page.read()


def test_codes_are_cut_and_read_as_numpy_reads_them(page: OpenPage) -> None:
    right = total = 0
    for digits, alphabet in (([9, 4, 7, 0, 3], ROUND), ([5, 2, 1, 6, 8], ANGULAR)):
        strokes, _ = row(digits, alphabet, 0.25)
        write(page, strokes)
        for choice in CHOICES:
            output = page.page.locator(f'#zip-codes [data-network="{choice.network}"] .code')
            code = output.get_attribute("data-code") or ""
            expected, sure = read(first(choice.network), strokes)
            assert code == expected
            shown = float(output.get_attribute("data-confidence") or 0)
            assert shown == pytest.approx(sure, abs=0.02), "the mouse moves in whole pixels"
            right += sum(a == str(b) for a, b in zip(code, digits, strict=True))
            total += 5
    assert right >= 0.9 * total
    assert axe_violations(page.page, "#zip") == []


def test_undo_clear_and_the_keyboards_way(page: OpenPage) -> None:
    page.page.click("#zip-clear")
    output = page.page.locator("#zip-codes .code").first
    expect(output).to_have_text("–")
    for digit in (1, 0, 7):
        page.page.click("#clear")
        page.draw(HANDS[0].draw(digit), HANDS[0].pen)
        page.page.focus("#zip-take")
        page.page.keyboard.press("Enter")
        page.read()
    expect(output).to_have_attribute("data-code", "107")
    expect(page.page.locator("#zip-codes .small").first).to_contain_text("3 of 5 digits")
    for _ in HANDS[0].draw(7):
        page.page.click("#zip-undo")
    page.read()
    expect(output).to_have_attribute("data-code", "10")
