"""Each instrument is mounted by itself: one that fails says so, and the others live."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from builder import site
from builder.weights import gather
from tests.support.drawings.handwriting import HANDS

SAYS = "This part of the page could not start. The others work without it."


@pytest.fixture
def build(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, offline: BrowserContext
) -> Iterator[Callable[[str, str], Page]]:
    """Builds a page in which main.js reads otherwise, and opens it."""
    with offline.new_page() as page:

        def build(old: str, new: str) -> Page:
            whole = site.modules()
            changed = {**whole, "main.js": whole["main.js"].replace(old, new)}
            assert changed != whole
            monkeypatch.setattr(site, "modules", lambda _: changed)
            file = tmp_path / "index.html"
            file.write_text(site.render(gather()), "utf-8")
            page.goto(file.as_uri())
            page.click("#clear")
            return page

        yield build


def read_three(page: Page) -> None:
    """Draw a 3 on the pad; the answer must be there."""
    box = page.locator("#pad").bounding_box()
    assert box is not None
    for points in HANDS[2].draw(3):
        for number, (x, y) in enumerate(points):
            page.mouse.move(box["x"] + x, box["y"] + y)
            if number == 0:
                page.mouse.down()
        page.mouse.up()
    answer = page.locator('output.answer[data-network="zipcode-1989"]')
    expect(answer).to_have_attribute("data-digit", "3")


def test_all_but_the_pad_and_the_answers_may_fail(build: Callable[[str, str], Page]) -> None:
    names = re.findall(r"^  (\w+),$", site.modules()["main.js"], re.M)
    assert len(names) > 20
    page = build(
        "]);",
        """].map((one) => ["pad", "tools", "answers"].includes(one.name) ? one : {
          ...one, mount() { throw new Error("planted"); },
        }));""",
    )
    read_three(page)
    notes = page.get_by_role("alert").filter(has_text=SAYS)
    expect(notes).to_have_count(len(names) - 3)
    for note in notes.all():
        expect(note).to_be_visible()
    expect(page.locator("#zip").get_by_role("alert")).to_have_text(SAYS)


def test_where_a_state_cannot_be_made_the_others_live(build: Callable[[str, str], Page]) -> None:
    page = build("  zip,\n", '  { ...zip, initial() { throw new Error("planted"); } },\n')
    read_three(page)
    expect(page.get_by_role("alert")).to_have_text([SAYS])
    expect(page.locator("#zip").get_by_role("alert")).to_be_visible()
    page.locator("#replay-pass").fill("7")
    expect(page.locator("#replay-sum")).to_contain_text("After pass 7")


def test_where_its_data_are_missing_an_instrument_says_so(
    offline: BrowserContext, page_file: Path, tmp_path: Path
) -> None:
    text = page_file.read_text("utf-8")
    cut = re.sub(r'<script type="application/json" id="data/samples">.*?</script>', "", text)
    assert cut != text
    file = tmp_path / "index.html"
    file.write_text(cut, "utf-8")
    with offline.new_page() as page:
        page.goto(file.as_uri())
        page.click("#clear")
        expect(page.get_by_role("alert")).to_have_text([SAYS])
        read_three(page)
