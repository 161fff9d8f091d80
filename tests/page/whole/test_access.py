"""The page for everybody: keyboard alone, screen readers, both colour schemes, every width."""

import json
from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.support.browser.axe import axe_violations
from tests.support.browser.open_page import OpenPage
from tests.support.drawings.handwriting import HANDS
from tests.support.eventually import eventually

SEVEN = HANDS[0].draw(7)


@pytest.mark.parametrize(
    ("width", "scheme", "within"),
    [
        (1280, "light", ".flow"),
        pytest.param(390, "dark", ".flow", marks=pytest.mark.slow),
        pytest.param(1280, "dark", "html", marks=pytest.mark.slow),
        pytest.param(390, "light", "html", marks=pytest.mark.slow),
    ],
)
def test_axe_finds_nothing(
    visited: OpenPage, width: int, scheme: Literal["light", "dark"], within: str
) -> None:
    """With a digit in the whole page; with a blank pad, a scribble, the tour, where these show."""
    visited.page.emulate_media(color_scheme=scheme)
    visited.page.set_viewport_size({"width": width, "height": 844})
    assert axe_violations(visited.page, within) == []
    visited.draw([[(10, 10), (270, 270)], [(10, 270), (270, 10)], [(20, 140), (270, 150)]])
    visited.expect_answer(state="rejected")
    assert axe_violations(visited.page, within) == []
    visited.page.click("#clear")
    visited.draw(SEVEN)
    visited.expect_answer(7)
    if within == "html":
        visited.page.click("#start-tour")
        expect(visited.page.locator("#tour")).to_be_visible()
        assert axe_violations(visited.page) == []
        visited.page.keyboard.press("Escape")
        expect(visited.page.locator("#tour")).to_be_hidden()
    assert axe_violations(visited.page) == []


def test_axe_would_find_something(opened: OpenPage) -> None:
    opened.page.evaluate("document.querySelector('.pen span').remove()")
    opened.page.evaluate("document.querySelector('h1').style.color = '#ccc5bb'")
    assert "color-contrast" in " ".join(axe_violations(opened.page, "header"))
    assert "#pen-width" in " ".join(axe_violations(opened.page, ".draw"))


def test_a_digit_is_drawn_with_the_keyboard_alone(visited: OpenPage) -> None:
    keys = visited.page.keyboard
    visited.page.focus("#start-tour")  # the one control above
    keys.press("Tab")
    expect(visited.page.locator("#pad")).to_be_focused()
    for key in ["ArrowLeft"] * 4 + ["ArrowUp"] * 8 + ["Space"]:
        keys.press(key)
    for key in ["ArrowRight"] * 8 + ["End", "ArrowDown", "ArrowDown"] * 5 + ["Space"]:
        keys.press(key)
    answer = visited.expect_answer(7, state="accepted")

    keys.press("ArrowLeft")  # the pen is up: it moves, and draws nothing
    assert visited.answered() == answer
    keys.press("Control+z")
    visited.expect_answer(state="blank")
    keys.press("Control+Shift+z")
    visited.expect_answer(7)
    keys.press("Delete")
    visited.expect_answer(state="blank")
    keys.press("Tab")
    visited.expect_strokes([])


def test_two_arrows_together_go_slantwise_and_shift_goes_finely(visited: OpenPage) -> None:
    keys = visited.page.keyboard
    visited.page.focus("#pad")
    keys.press("Enter")
    keys.down("ArrowRight")  # one step of 10 to the right
    keys.down("ArrowDown")  # and one to the right and down
    keys.up("ArrowRight")
    keys.up("ArrowDown")
    keys.press("Shift+ArrowDown")  # one of 2 down
    keys.press("Escape")
    keys.press("Home")  # the pen is up
    visited.page.locator("#pen-width").focus()  # which hides the pen
    visited.expect_strokes([[(140, 140), (150, 140), (160, 150), (160, 152)]])


def test_the_keyboards_pen_is_shown_while_the_pad_has_the_focus(visited: OpenPage) -> None:
    visited.expect_strokes([])
    blank = visited.picture("#pad")
    visited.page.focus("#clear")
    for _ in range(3):  # over Redo and Undo
        visited.page.keyboard.press("Shift+Tab")
    eventually(lambda: visited.picture("#pad") != blank)
    outline = "pad => getComputedStyle(pad).outlineStyle"
    assert visited.page.locator("#pad").evaluate(outline) == "solid"
    visited.page.keyboard.press("Tab")
    eventually(lambda: visited.picture("#pad") == blank)


def test_tab_reaches_the_first_screens_controls_in_their_order(visited: OpenPage) -> None:
    visited.page.focus("#start-tour")  # the one control above
    controls = visited.page.evaluate(
        """() => {
          const all = [...document.querySelectorAll("#pad, .flow :is(button, input, select)")];
          window.controls = all.filter((e) => e.checkVisibility());
          return controls.length;
        }"""
    )
    reached = []
    for _ in range(controls):
        visited.page.keyboard.press("Tab")
        reached.append(visited.page.evaluate("controls.indexOf(document.activeElement)"))
    assert controls >= 16
    assert reached == list(range(controls))


def test_the_answer_is_announced_once_the_drawing_rests(visited: OpenPage) -> None:
    live = visited.page.locator("#announcement")
    expect(live).to_have_text("The pad is blank.")
    visited.page.evaluate(
        """() => {
          window.rests = [];
          let drawn = 0;
          addEventListener("pointermove", () => { drawn = performance.now(); });
          new MutationObserver(() => rests.push(performance.now() - drawn))
            .observe(document.querySelector("#announcement"), {childList: true});
        }"""
    )
    visited.draw_with_mouse(SEVEN)
    expect(live).to_contain_text("1989 reads 7, confidence")
    rests = visited.page.evaluate("rests")
    assert min(rests) >= 690, "a live reading is not read out live"


def test_the_pictures_follow_the_colour_scheme(visited: OpenPage) -> None:
    canvases = [
        "#pad",
        "#step-drawn",
        "#step-framed",
        'canvas[data-input="zipcode-1989"]',
        ".kernels canvas >> nth=0",
    ]

    def pictures() -> list[str]:
        return [visited.picture(canvas) for canvas in canvases]

    visited.draw(SEVEN)
    visited.expect_strokes(SEVEN)  # and in the same frame all the others
    light = pictures()
    visited.page.emulate_media(color_scheme="dark")
    eventually(lambda: all(now != before for now, before in zip(pictures(), light, strict=True)))
    assert visited.pixels("#pad")[0] == 0x10, "a blackboard"
    visited.page.emulate_media(color_scheme="light")
    eventually(lambda: pictures() == light)


@pytest.mark.parametrize("width", [320, 390, 700, 1024, 1280, 1920])
def test_nothing_sticks_out_sideways(visited: OpenPage, width: int) -> None:
    visited.page.set_viewport_size({"width": width, "height": 800})
    eventually(lambda: visited.page.evaluate("document.documentElement.scrollWidth") <= width)


def test_the_first_screen_needs_no_scrolling(visited: OpenPage) -> None:
    visited.page.set_viewport_size({"width": 1280, "height": 800})
    for selector in ["#pad", "#samples", "canvas[data-input]", ".says .bars", ".kernels .row"]:
        for part in visited.page.locator(selector).all():
            expect(part).to_be_in_viewport(ratio=1)
    visited.page.set_viewport_size({"width": 390, "height": 844})
    for selector in ["#pad", "#clear", "#samples", "output.answer", ".says .bars"]:
        for part in visited.page.locator(selector).all():
            expect(part).to_be_in_viewport(ratio=1)


def test_targets_are_large_enough(visited: OpenPage) -> None:
    """WCAG 2.2, 2.5.8: at least 24×24 CSS pixels, links in text aside."""
    small = visited.page.evaluate(
        """() => [...document.querySelectorAll("button, input, select")]
          .filter((e) => e.checkVisibility())
          .map((e) => [e.id || e.outerHTML, (e.closest("label") ?? e).getBoundingClientRect()])
          .filter(([, box]) => Math.min(box.width, box.height) < 24)"""
    )
    assert json.dumps(small) == "[]"
