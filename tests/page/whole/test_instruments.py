"""Each instrument is mounted by itself: one that fails says so, and the others live."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from builder import site
from builder.embed import content_hash
from builder.link import link
from tests.support.browser.open_page import OpenPage
from tests.support.drawings.handwriting import HANDS

SAYS = "This part of the page could not start. The others work without it."


def without_samples(html: str) -> str:
    """Return the page without its samples."""
    return re.sub(r'<script type="application/json" id="data/samples">.*?</script>', "", html)


def with_main(old: str, new: str) -> Callable[[str], str]:
    """Return what makes of the page one in which main.js reads otherwise."""
    modules = site.modules()
    changed = {**modules, "main.js": modules["main.js"].replace(old, new)}
    before, after = (link(texts, "main.js") for texts in (modules, changed))

    def change(html: str) -> str:
        allowed, other = (content_hash(script).strip("'") for script in (before, after))
        return html.replace(before, after).replace(allowed, other)

    return change


@pytest.fixture
def opened_with(
    offline: BrowserContext, page_file: Path, tmp_path: Path
) -> Iterator[Callable[[Callable[[str], str]], OpenPage]]:
    """Opens the page with a change in it."""
    with offline.new_page() as page:

        def open_with(change: Callable[[str], str]) -> OpenPage:
            html = page_file.read_text("utf-8")
            changed = change(html)
            assert changed != html
            (tmp_path / "index.html").write_text(changed, "utf-8")
            return OpenPage(page, tmp_path / "index.html").open()

        yield open_with


def read_three(opened: OpenPage) -> None:
    """Draw a 3 on the pad; the answer must be there."""
    opened.draw(HANDS[2].draw(3))
    opened.expect_answer(3)


def test_all_but_the_pad_and_the_answers_may_fail(
    opened_with: Callable[[Callable[[str], str]], OpenPage],
) -> None:
    names = re.findall(r"^  (\w+),$", site.modules()["main.js"], re.M)
    assert len(names) > 20
    change = with_main(
        "]);",
        """].map((one) => ["pad", "tools", "answers"].includes(one.name) ? one : {
          ...one, mount() { throw new Error("planted"); },
        }));""",
    )
    opened = opened_with(change)
    read_three(opened)
    page = opened.page
    notes = page.get_by_role("alert").filter(has_text=SAYS)
    expect(notes).to_have_count(len(names) - 3)
    for note in notes.all():
        expect(note).to_be_visible()
    expect(page.locator("#zip").get_by_role("alert")).to_have_text(SAYS)


def test_where_a_state_cannot_be_made_the_others_live(
    opened_with: Callable[[Callable[[str], str]], OpenPage],
) -> None:
    change = with_main("  zip,\n", '  { ...zip, initial() { throw new Error("planted"); } },\n')
    opened = opened_with(change)
    read_three(opened)
    page = opened.page
    expect(page.get_by_role("alert")).to_have_text([SAYS])
    expect(page.locator("#zip").get_by_role("alert")).to_be_visible()
    page.locator("#replay-pass").fill("7")
    expect(page.locator("#replay-sum")).to_contain_text("After pass 7")


def test_where_its_data_are_missing_an_instrument_says_so(
    opened_with: Callable[[Callable[[str], str]], OpenPage],
) -> None:
    opened = opened_with(without_samples)
    expect(opened.page.get_by_role("alert")).to_have_text([SAYS])
    read_three(opened)
