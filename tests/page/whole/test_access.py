"""The page for everybody: keyboard alone, screen readers, both colour schemes, every width."""

import json
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser.axe import axe_violations
from tests.support.browser.open_page import OpenPage
from tests.support.drawings.handwriting import HANDS

SEVEN = HANDS[0].draw(7)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(
    browser: Browser, page_file: Path, scheme: Literal["light", "dark"], width: int
) -> None:
    size = {"width": width, "height": 844}
    with browser.new_context(color_scheme=scheme, viewport=size, offline=True) as context:  # type: ignore[arg-type]
        opened = OpenPage(context.new_page(), page_file).open()
        opened.draw(SEVEN)
        opened.read()
        assert axe_violations(opened.page) == []
        opened.check_quiet()


def test_axe_finds_nothing_on_a_blank_pad_nor_with_a_scribble(opened: OpenPage) -> None:
    assert axe_violations(opened.page) == []
    opened.draw([[(10, 10), (270, 270)], [(10, 270), (270, 10)], [(20, 140), (270, 150)]])
    assert opened.read()["state"] == "rejected"
    assert axe_violations(opened.page) == []


def test_axe_would_find_something(opened: OpenPage) -> None:
    opened.page.evaluate("document.querySelector('.pen span').remove()")
    opened.page.evaluate("document.querySelector('h1').style.color = '#ccc5bb'")
    found = " ".join(axe_violations(opened.page))
    assert "color-contrast" in found
    assert "#pen-width" in found


def test_a_digit_is_drawn_with_the_keyboard_alone(opened: OpenPage) -> None:
    keys = opened.page.keyboard
    opened.page.focus("#start-tour")  # the one control above
    keys.press("Tab")
    expect(opened.page.locator("#pad")).to_be_focused()
    for key in ["ArrowLeft"] * 4 + ["ArrowUp"] * 8 + ["Space"]:
        keys.press(key)
    for key in ["ArrowRight"] * 8 + ["End", "ArrowDown", "ArrowDown"] * 5 + ["Space"]:
        keys.press(key)
    answer = opened.read()
    assert (answer["state"], answer["digit"]) == ("accepted", "7")

    seven = opened.picture("#pad")
    keys.press("ArrowLeft")  # the pen is up: it moves, and draws nothing
    assert opened.read()["confidence"] == answer["confidence"]
    keys.press("Control+z")
    assert opened.read()["state"] == "blank"
    keys.press("Control+Shift+z")
    assert opened.read()["digit"] == "7"
    keys.press("Delete")
    assert opened.read()["state"] == "blank"
    assert opened.picture("#pad") != seven


def test_two_arrows_together_go_slantwise_and_shift_goes_finely(opened: OpenPage) -> None:
    keys = opened.page.keyboard
    opened.page.focus("#pad")
    keys.press("Enter")
    keys.down("ArrowRight")  # one step of 10 to the right
    keys.down("ArrowDown")  # and one to the right and down
    keys.up("ArrowRight")
    keys.up("ArrowDown")
    keys.press("Shift+ArrowDown")  # one of 2 down
    keys.press("Escape")
    keys.press("Home")  # the pen is up
    opened.page.locator("#pen-width").focus()  # which hides the pen
    opened.read()
    dark = np.array(opened.pixels("#pad")).reshape(280, 280) < 128
    rows, columns = np.nonzero(dark)
    # From (140, 140) over (150, 140) and (160, 150) to (160, 152), with a pen 18 wide.
    assert (columns.min(), columns.max() + 1) == pytest.approx((140 - 9, 160 + 9), abs=1)
    assert (rows.min(), rows.max() + 1) == pytest.approx((140 - 9, 152 + 9), abs=1)


def test_the_keyboards_pen_is_shown_while_the_pad_has_the_focus(opened: OpenPage) -> None:
    blank = opened.picture("#pad")
    opened.page.keyboard.press("Shift+Tab")  # back from Clear, over Redo and Undo
    opened.page.keyboard.press("Shift+Tab")
    opened.page.keyboard.press("Shift+Tab")
    opened.read()
    with_cursor = opened.picture("#pad")
    assert with_cursor != blank
    outline = "pad => getComputedStyle(pad).outlineStyle"
    assert opened.page.locator("#pad").evaluate(outline) == "solid"
    opened.page.keyboard.press("Tab")
    opened.read()
    assert opened.picture("#pad") == blank


def test_tab_reaches_the_first_screens_controls_in_their_order(opened: OpenPage) -> None:
    opened.page.focus("#start-tour")  # the one control above
    controls = opened.page.evaluate(
        """() => {
          const all = [...document.querySelectorAll("#pad, .flow :is(button, input, select)")];
          window.controls = all.filter((e) => e.checkVisibility());
          return controls.length;
        }"""
    )
    reached = []
    for _ in range(controls):
        opened.page.keyboard.press("Tab")
        reached.append(opened.page.evaluate("controls.indexOf(document.activeElement)"))
    assert controls >= 16
    assert reached == list(range(controls))


def test_the_answer_is_announced_once_the_drawing_rests(opened: OpenPage) -> None:
    live = opened.page.locator("#announcement")
    expect(live).to_have_text("The pad is blank.")
    opened.page.evaluate(
        """() => {
          window.announced = [];
          const live = document.querySelector("#announcement");
          new MutationObserver(() => announced.push(live.textContent))
            .observe(live, {childList: true, characterData: true, subtree: true});
        }"""
    )
    opened.draw(SEVEN)
    expect(live).to_contain_text("1989 reads 7, confidence")
    assert len(opened.page.evaluate("announced")) <= 2, "a live reading is not read out live"


def test_the_pictures_follow_the_colour_scheme(opened: OpenPage) -> None:
    canvases = [
        "#pad",
        "#step-drawn",
        "#step-framed",
        'canvas[data-input="zipcode-1989"]',
        ".kernels canvas >> nth=0",
    ]
    opened.draw(SEVEN)
    opened.read()
    light = {canvas: opened.picture(canvas) for canvas in canvases}
    opened.page.emulate_media(color_scheme="dark")
    opened.read()
    dark = {canvas: opened.picture(canvas) for canvas in canvases}
    assert all(dark[canvas] != light[canvas] for canvas in canvases)
    assert opened.pixels("#pad")[0] == 0x10, "a blackboard"
    opened.page.emulate_media(color_scheme="light")
    opened.read()
    assert {canvas: opened.picture(canvas) for canvas in canvases} == light


@pytest.mark.parametrize("width", [320, 390, 700, 1024, 1280, 1920])
def test_nothing_sticks_out_sideways(opened: OpenPage, width: int) -> None:
    opened.page.set_viewport_size({"width": width, "height": 800})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_first_screen_needs_no_scrolling(opened: OpenPage) -> None:
    opened.page.set_viewport_size({"width": 1280, "height": 800})
    for selector in ["#pad", "#samples", "canvas[data-input]", ".says .bars", ".kernels .row"]:
        for part in opened.page.locator(selector).all():
            expect(part).to_be_in_viewport(ratio=1)
    opened.page.set_viewport_size({"width": 390, "height": 844})
    for selector in ["#pad", "#clear", "#samples", "output.answer", ".says .bars"]:
        for part in opened.page.locator(selector).all():
            expect(part).to_be_in_viewport(ratio=1)


def test_targets_are_large_enough(opened: OpenPage) -> None:
    """WCAG 2.2, 2.5.8: at least 24×24 CSS pixels, links in text aside."""
    small = opened.page.evaluate(
        """() => [...document.querySelectorAll("button, input, select")]
          .filter((e) => e.checkVisibility())
          .map((e) => [e.id || e.outerHTML, (e.closest("label") ?? e).getBoundingClientRect()])
          .filter(([, box]) => Math.min(box.width, box.height) < 24)"""
    )
    assert json.dumps(small) == "[]"
