"""The guided tour: seven stops, by mouse and by keyboard; its focus; its end."""

from playwright.sync_api import expect

from tests.support.browser.axe import axe_violations
from tests.support.browser.open_page import OpenPage
from tests.support.drawings.handwriting import HANDS


def focused(visited: OpenPage) -> str:
    found: str = visited.page.evaluate("document.activeElement.id")
    return found


def test_seven_stops_each_show_their_instrument(visited: OpenPage) -> None:
    visited.page.focus("#start-tour")
    visited.page.keyboard.press("Enter")
    titles = set()
    for stop in range(1, 8):
        expect(visited.page.locator("#tour-count")).to_have_text(f"Stop {stop} of 7")
        titles.add(visited.page.locator("#tour-title").inner_text())
        assert focused(visited) == "tour-title"
        expect(visited.page.locator(".toured")).to_have_count(1)
        top, foot = visited.page.evaluate(
            """() => [document.querySelector(".toured").getBoundingClientRect().top,
                      document.querySelector("#tour").getBoundingClientRect().top]"""
        )
        assert 0 <= top < foot, "the instrument is in view above the panel"
        if stop in (1, 4):
            assert axe_violations(visited.page, "#tour") == []
        visited.page.click("#tour-next")
    assert len(titles) == 7
    expect(visited.page.locator("#tour")).to_be_hidden()
    assert focused(visited) == "start-tour"
    expect(visited.page.locator(".toured")).to_have_count(0)


def test_back_escape_and_drawing_meanwhile(visited: OpenPage) -> None:
    visited.page.click("#start-tour")
    expect(visited.page.locator("#tour-back")).to_have_attribute("aria-disabled", "true")
    visited.draw(HANDS[0].draw(7))
    visited.expect_answer(7)  # the tour leaves the page usable
    visited.page.click("#tour-next")
    visited.page.click("#tour-next")
    visited.page.click("#tour-back")
    expect(visited.page.locator("#tour-count")).to_have_text("Stop 2 of 7")
    visited.page.keyboard.press("Escape")
    expect(visited.page.locator("#tour")).to_be_hidden()
    assert focused(visited) == "start-tour"
    visited.page.keyboard.press("Escape")
    visited.expect_answer(7)  # Escape then means nothing
