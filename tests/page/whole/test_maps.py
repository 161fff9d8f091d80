"""Maps of units and sliders say and step from what the state has, drawn or not."""

import re

from playwright.sync_api import Page, expect

from tests.support.browser.open_page import OpenPage
from tests.support.drawings.handwriting import HANDS

SHEET = '.sheet[data-inside="zipcode-1989"] canvas[data-stage="{}"]'
PRESS = """([keys]) => {
  for (const key of keys) {
    const options = { key, bubbles: true, cancelable: true };
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", options));
  }
}"""


def press(page: Page, *keys: str) -> None:
    """Press keys within one task, so that nothing is drawn between them."""
    page.evaluate(PRESS, [keys])


def test_everything_that_slides_has_a_name_and_a_value_before_it_is_seen(opened: OpenPage) -> None:
    lacking = opened.page.evaluate(
        """() => [...document.querySelectorAll('[role="slider"], input[type="range"]')]
          .filter((one) => {
            const named = one.labels?.length || one.hasAttribute("aria-label");
            const valued = one.matches("input") || one.hasAttribute("aria-valuenow");
            return !named || !valued || !one.getAttribute("aria-valuetext");
          })
          .map((one) => one.outerHTML.slice(0, 150))"""
    )
    assert lacking == []
    cell = opened.page.locator('[data-cell="35"]')  # of confusions that were not yet counted
    expect(cell).to_have_accessible_name("3, taken for 5")


def test_keys_right_after_focus_count(opened: OpenPage) -> None:
    h1 = opened.page.locator(SHEET.format("H1"))
    h1.focus()
    press(opened.page, "Home", "ArrowRight", "ArrowDown")
    expect(h1).to_have_attribute("aria-valuetext", _starting("H1, map 0, row 1, column 1"))


def test_thirty_keys_at_once_are_thirty_steps(visited: OpenPage) -> None:
    h1 = visited.page.locator(SHEET.format("H1"))
    h1.focus()
    press(visited.page, "Home", *["ArrowDown"] * 30)
    expect(h1).to_have_attribute("aria-valuetext", _starting("H1, map 9, row 6, column 0"))


def test_steps_across_the_edge_of_a_stage_are_single_steps(visited: OpenPage) -> None:
    page = visited.page
    page.locator(SHEET.format("H2")).focus()
    press(page, "Home", "ArrowLeft", "ArrowLeft")
    h1 = page.locator(SHEET.format("H1"))
    expect(h1).to_be_focused()
    expect(h1).to_have_attribute("aria-valuetext", _starting("H1, map 11, row 7, column 6"))


def test_none_is_not_the_first(opened: OpenPage) -> None:
    seen = opened.page.locator(
        '#connections [data-inside="zipcode-1989"] canvas[data-connections="below"]'
    )
    expect(seen).to_have_attribute("aria-valuenow", "-1")
    expect(seen).to_have_attribute("aria-valuetext", "none")
    seen.focus()
    press(opened.page, "ArrowRight")
    expect(seen).to_have_attribute("aria-valuenow", "0")
    expect(seen).to_have_attribute("aria-valuetext", _starting("Map 0 of H1"))


def test_a_map_out_of_sight_tells_the_new_drawing(visited: OpenPage) -> None:
    output = visited.page.locator(SHEET.format("output"))
    output.focus()
    press(visited.page, "Home")
    expect(output).to_have_attribute("aria-valuetext", _starting("output, unit 0|output, digit 0"))
    before = output.get_attribute("aria-valuetext")
    visited.page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    visited.draw(HANDS[0].draw(0))
    expect(output).not_to_have_attribute("aria-valuetext", before or "")


def test_a_value_told_belongs_to_the_drawing_and_the_question(visited: OpenPage) -> None:
    """Where it was worked out for others, only the place is told."""
    page = visited.page
    visited.draw(HANDS[0].draw(7))
    shift = page.locator('#distortion canvas[data-shift="zipcode-1989"]')
    shift.scroll_into_view_if_needed()
    expect(shift).to_have_attribute("aria-valuetext", "0 across, 0 down: reads 7")
    change = page.locator('#why [data-inside="zipcode-1989"] canvas[data-why="answer"]')
    change.focus()
    press(page, "End")
    expect(change).to_have_attribute("aria-valuetext", re.compile(r"^row 15, column 15: \S.*"))
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    expect(change).not_to_be_in_viewport()
    page.click("#clear")
    expect(shift).to_have_attribute("aria-valuetext", "0 across, 0 down")
    expect(change).to_have_attribute("aria-valuetext", "row 15, column 15")


def test_the_shifts_can_be_reached_as_soon_as_there_is_ink(visited: OpenPage) -> None:
    page = visited.page
    shift = page.locator('#distortion canvas[data-shift="zipcode-1989"]')
    page.locator("#distortion").scroll_into_view_if_needed()
    expect(shift).to_be_hidden()
    page.evaluate("scrollTo(0, 0)")
    expect(shift).not_to_be_in_viewport()
    visited.draw(HANDS[0].draw(7))
    shift.focus()
    expect(shift).to_be_focused()
    press(page, "ArrowLeft", "ArrowLeft")
    expect(shift).to_have_attribute("aria-valuetext", re.compile("^−2 across, 0 down"))


def test_everything_is_drawn_for_print(opened: OpenPage) -> None:
    """Also what nobody has scrolled to."""
    page = opened.page
    opened.draw(HANDS[0].draw(7))
    opened.page.pdf()
    expect(page.locator("#unit-name")).to_contain_text("H1, map")
    expect(page.locator("#why-sentence")).to_contain_text("the output for 7 changes by")
    expect(page.locator('#distortion [data-reads="zipcode-1989"]')).to_have_text("7")
    expect(page.locator("#failures-sum")).to_contain_text("misreads")
    expect(page.locator("#rejection-sum")).to_contain_text("handed over")
    expect(page.locator("#replay-sum")).to_contain_text("After pass")
    assert page.evaluate("scrollY") == 0


def _starting(text: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:{text})\b")
