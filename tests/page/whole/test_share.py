"""Links, files and the page's check of itself."""

import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from playwright.sync_api import expect

from builder.blocks.golden import IMAGES, picks
from builder.weights import gather
from tests.support.browser.axe import axe_violations
from tests.support.browser.open_page import OpenPage
from tests.support.drawings.handwriting import HANDS

THREE = HANDS[2].draw(3)


def link(visited: OpenPage, holding: str) -> str:
    """Wait for the address to hold a text; return its fragment."""
    expect(visited.page).to_have_url(re.compile(re.escape(holding)))
    return "#" + visited.page.url.split("#")[1]


def written(opened: OpenPage) -> str:
    """Return the address's fragment after all that is to be written to it was written."""
    opened.page.locator("#copy-link").dispatch_event("click")  # writes it at once
    found: str = opened.page.evaluate("location.hash")
    return found


def test_a_page_as_it_opens_has_no_link(unopened: OpenPage) -> None:
    unopened.page.goto(unopened.url)
    unopened.expect_answer(5)
    assert written(unopened) == ""


def test_a_link_brings_back_drawing_and_controls(visited: OpenPage, unopened: OpenPage) -> None:
    visited.draw(THREE, 14)
    visited.page.get_by_role("switch", name="Frame it first").uncheck()
    visited.page.locator("#replay-pass").fill("7")
    visited.page.locator("#rejected-share").fill("20.5")
    before = visited.answered()
    shared = link(visited, "rejected=205")
    assert len(shared) < 1000
    unopened.page.goto(unopened.url + shared)
    after = unopened.expect_answer(before["digit"])
    assert float(after["confidence"]) == pytest.approx(float(before["confidence"]), abs=0.01)
    assert written(unopened) == shared, "the same state has the same link"
    expect(unopened.page.get_by_role("switch", name="Frame it first")).not_to_be_checked()
    expect(unopened.page.locator("#pen-width")).to_have_value("14")
    for control, value in {"#replay-pass": "7", "#rejected-share": "20.5"}.items():
        unopened.page.locator(control).scroll_into_view_if_needed()
        expect(unopened.page.locator(control)).to_have_value(value)


def test_a_link_brings_back_a_test_image_and_the_place(
    visited: OpenPage, unopened: OpenPage
) -> None:
    visited.page.click('#samples [data-label="8"]')
    visited.page.locator("#failures").scroll_into_view_if_needed()
    visited.page.mouse.wheel(0, 200)
    shared = link(visited, "at=")
    assert "image=" in shared
    unopened.page.goto(unopened.url + shared)
    unopened.expect_answer(8)
    unopened.page.wait_for_function("() => scrollY > 800")


def test_a_damaged_link_says_so_and_the_page_works(unopened: OpenPage) -> None:
    note = unopened.page.locator("#link-note")
    unopened.page.goto(unopened.url + "#1.AAAA.pass=7")
    expect(note).to_have_text("This link is damaged. The page starts afresh.")
    unopened.expect_answer(5)  # the opening digit, as ever
    for fragment, words in (
        ("#2.AAAA.x", "This link was made by another version of this page."),
        ("#1.", "This link is damaged."),
        ("#2.", "This link was made by another version of this page."),
        ("#1.%%.drawn=é", "This link is damaged."),
    ):
        unopened.page.evaluate("(hash) => { location.hash = hash; }", fragment)
        expect(note).to_have_text(f"{words} The page starts afresh.")
    unopened.draw(HANDS[0].draw(7))
    unopened.expect_answer(7)


def test_other_anchors_are_left_alone(unopened: OpenPage) -> None:
    unopened.page.goto(unopened.url + "#note-1")
    expect(unopened.page.locator("#link-note")).to_be_hidden()
    unopened.expect_answer(5)


def test_the_link_is_copied_or_shown(opened: OpenPage) -> None:
    opened.draw(THREE)
    opened.page.evaluate(
        """() => {
          navigator.clipboard.writeText = async (text) => void (globalThis.copied = text);
        }"""
    )
    opened.page.click("#copy-link")
    expect(opened.page.locator("#share-note")).to_contain_text("Copied.")
    assert opened.page.evaluate("copied") == opened.page.evaluate("location.href")
    opened.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    opened.page.click("#copy-link")
    expect(opened.page.locator("#share-note")).to_contain_text("Copy it from here.")
    expect(opened.page.locator("#share-link")).to_have_value(re.compile(r"#1\."))
    assert axe_violations(opened.page, "#share") == []


def test_the_drawing_is_saved_as_png_and_svg(visited: OpenPage) -> None:
    visited.draw([[(40, 60), (40, 220)], [(200, 100)]], 20)
    with visited.page.expect_download() as download:
        visited.page.click("#save-svg")
    assert download.value.suggested_filename == "digit.svg"
    svg = ElementTree.fromstring(download.value.path().read_text("utf-8"))
    paths = svg.findall(".//{*}path")
    assert [path.get("stroke-width") for path in paths] == ["20", "20"]
    assert paths[0].get("d", "").endswith("L40 220")
    with visited.page.expect_download() as download:
        visited.page.click("#save-png")
    data = download.value.path().read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(data[16:20]) == 560
    visited.page.click('#samples [data-label="1"]')
    with visited.page.expect_download() as download:
        visited.page.click("#save-svg")
    svg = ElementTree.parse(io.BytesIO(download.value.path().read_bytes())).getroot()
    assert len(svg.findall(".//{*}rect")) > 40


def check(visited: OpenPage) -> str:
    visited.page.click("#run-check")
    expect(visited.page.locator("#check-sum")).not_to_have_text(re.compile("Not checked|Checking"))
    return visited.page.locator("#check-sum").inner_text()


def test_the_page_computes_what_numpy_computes(visited: OpenPage) -> None:
    choices = gather()
    compared = sum(
        len(picks(int(np.prod(layer.out_shape)))) * len(IMAGES)
        for choice in choices
        for weights in choice.weights
        for layer in weights.network.layers
    )
    said = check(visited)
    assert said.startswith(f"All {compared:,} numbers are NumPy’s; the largest deviation is ")
    largest = float(said.split()[-1].rstrip(".").replace("−", "-"))
    assert 0 < largest < 1e-6, "as float32 rounds them"
    for choice in choices:
        rows = visited.page.locator(f'#check [data-network="{choice.name}"] .compared')
        expect(rows).to_have_count(len(choice.weights[0].network.layers))
    assert axe_violations(visited.page, "#check") == []


def test_the_check_finds_a_planted_error(opened: OpenPage) -> None:
    """One number of one layer, off by 0.001."""
    opened.page.evaluate(
        """() => {
          const block = document.getElementById("data/golden");
          const golden = JSON.parse(block.textContent);
          const {layers} = golden[1];
          const bytes = Uint8Array.from(atob(layers.H2), (c) => c.charCodeAt(0));
          const numbers = new Float32Array(bytes.buffer);
          numbers[5] += 0.001;
          layers.H2 = btoa(String.fromCharCode(...bytes));
          block.textContent = JSON.stringify(golden);
        }"""
    )
    assert check(opened).startswith("This page does not compute what it should: 1989, layer H2 ")
    expect(opened.page.locator("#check .off")).to_have_count(1)
