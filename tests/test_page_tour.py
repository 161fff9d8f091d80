"""The guided tour: seven stops, by mouse and by keyboard; its focus; its end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.hands import HANDS
from tests.open_page import OpenPage
from tests.test_page_access import axe_violations


@pytest.fixture(scope="module")
def page(browser: Browser, page_file: Path) -> Iterator[OpenPage]:
    with browser.new_context(
        offline=True, viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
    ) as context:
        opened = OpenPage(context.new_page(), page_file).open()
        yield opened
        opened.check_quiet()


def focused(page: OpenPage) -> str:
    found: str = page.page.evaluate("document.activeElement.id")
    return found


def test_seven_stops_each_show_their_instrument(page: OpenPage) -> None:
    page.page.focus("#start-tour")
    page.page.keyboard.press("Enter")
    titles = set()
    for stop in range(1, 8):
        expect(page.page.locator("#tour-count")).to_have_text(f"Stop {stop} of 7")
        titles.add(page.page.locator("#tour-title").inner_text())
        assert focused(page) == "tour-title"
        expect(page.page.locator(".toured")).to_have_count(1)
        top, foot = page.page.evaluate(
            """() => [document.querySelector(".toured").getBoundingClientRect().top,
                      document.querySelector("#tour").getBoundingClientRect().top]"""
        )
        assert 0 <= top < foot, "the instrument is in view above the panel"
        if stop in (1, 4):
            assert axe_violations(page.page, "html" if stop == 1 else "#tour") == []
        page.page.click("#tour-next")
    assert len(titles) == 7
    expect(page.page.locator("#tour")).to_be_hidden()
    assert focused(page) == "start-tour"
    expect(page.page.locator(".toured")).to_have_count(0)


def test_back_escape_and_drawing_meanwhile(page: OpenPage) -> None:
    page.page.click("#start-tour")
    expect(page.page.locator("#tour-back")).to_have_attribute("aria-disabled", "true")
    page.draw(HANDS[0].draw(7))
    assert page.read()["digit"] == "7", "the tour leaves the page usable"
    page.page.click("#tour-next")
    page.page.click("#tour-next")
    page.page.click("#tour-back")
    expect(page.page.locator("#tour-count")).to_have_text("Stop 2 of 7")
    page.page.keyboard.press("Escape")
    expect(page.page.locator("#tour")).to_be_hidden()
    assert focused(page) == "start-tour"
    page.page.keyboard.press("Escape")
    assert page.read()["digit"] == "7", "Escape then means nothing"
