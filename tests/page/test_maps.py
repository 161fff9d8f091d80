"""Maps of units and sliders say and step from what the state has, drawn or not."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.handwriting import HANDS
from tests.support.open_page import OpenPage

SHEET = '.sheet[data-inside="zipcode-1989"] canvas[data-stage="{}"]'
PRESS = """([keys]) => {
  for (const key of keys) {
    const options = { key, bubbles: true, cancelable: true };
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", options));
  }
}"""


@pytest.fixture
def unseen(browser: Browser, page_file: Path) -> Iterator[OpenPage]:
    """A page that has just been opened, so that nothing below the first screen was ever drawn."""
    with browser.new_context(offline=True, viewport={"width": 1280, "height": 800}) as context:
        opened = OpenPage(context.new_page(), page_file).open()
        yield opened
        opened.check_quiet()


def press(page: Page, *keys: str) -> None:
    """Press keys within one task, so that nothing is drawn between them."""
    page.evaluate(PRESS, [keys])


def test_everything_that_slides_has_a_name_and_a_value_before_it_is_seen(unseen: OpenPage) -> None:
    lacking = unseen.page.evaluate(
        """() => [...document.querySelectorAll('[role="slider"], input[type="range"]')]
          .filter((one) => {
            const named = one.labels?.length || one.hasAttribute("aria-label");
            const valued = one.matches("input") || one.hasAttribute("aria-valuenow");
            return !named || !valued || !one.getAttribute("aria-valuetext");
          })
          .map((one) => one.outerHTML.slice(0, 150))"""
    )
    assert lacking == []


def test_keys_right_after_focus_count(unseen: OpenPage) -> None:
    h1 = unseen.page.locator(SHEET.format("H1"))
    h1.focus()
    press(unseen.page, "Home", "ArrowRight", "ArrowDown")
    expect(h1).to_have_attribute("aria-valuetext", _starting("H1, map 0, row 1, column 1"))


def test_thirty_keys_at_once_are_thirty_steps(unseen: OpenPage) -> None:
    h1 = unseen.page.locator(SHEET.format("H1"))
    h1.focus()
    press(unseen.page, "Home", *["ArrowDown"] * 30)
    expect(h1).to_have_attribute("aria-valuetext", _starting("H1, map 9, row 6, column 0"))


def test_steps_across_the_edge_of_a_stage_are_single_steps(unseen: OpenPage) -> None:
    page = unseen.page
    page.locator(SHEET.format("H2")).focus()
    press(page, "Home", "ArrowLeft", "ArrowLeft")
    h1 = page.locator(SHEET.format("H1"))
    expect(h1).to_be_focused()
    expect(h1).to_have_attribute("aria-valuetext", _starting("H1, map 11, row 7, column 6"))


def test_none_is_not_the_first(unseen: OpenPage) -> None:
    seen = unseen.page.locator(
        '#connections [data-inside="zipcode-1989"] canvas[data-connections="below"]'
    )
    expect(seen).to_have_attribute("aria-valuenow", "-1")
    expect(seen).to_have_attribute("aria-valuetext", "none")
    seen.focus()
    press(unseen.page, "ArrowRight")
    expect(seen).to_have_attribute("aria-valuenow", "0")
    expect(seen).to_have_attribute("aria-valuetext", _starting("Map 0 of H1"))


def test_a_map_that_was_never_seen_tells_the_new_drawing(unseen: OpenPage) -> None:
    output = unseen.page.locator(SHEET.format("output"))
    output.focus()
    press(unseen.page, "Home")
    expect(output).to_have_attribute("aria-valuetext", _starting("output, unit 0|output, digit 0"))
    before = output.get_attribute("aria-valuetext")
    unseen.page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    unseen.draw(HANDS[0].draw(0))
    expect(output).not_to_have_attribute("aria-valuetext", before or "")


def _starting(text: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:{text})\b")
