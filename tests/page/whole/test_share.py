"""Links, files and the page's check of itself."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from builder.blocks.golden import IMAGES, picks
from builder.weights import gather
from tests.support.browser.axe import axe_violations
from tests.support.browser.open_page import OpenPage
from tests.support.drawings.handwriting import HANDS

THREE = HANDS[2].draw(3)
ROWS = "tr[data-digit] .value"


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(
        offline=True, viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
    ) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext, page_file: Path) -> Iterator[OpenPage]:
    with context.new_page() as page:
        opened = OpenPage(page, page_file).open()
        yield opened
        opened.check_quiet()


def link(page: OpenPage, holding: str) -> str:
    page.page.wait_for_function("(text) => location.hash.includes(text)", arg=holding)
    found: str = page.page.evaluate("location.hash")
    return found


def follow(page: OpenPage, fragment: str) -> None:
    """Open the page anew with a link."""
    page.page.goto("about:blank")
    page.page.goto(page.url + fragment)
    page.read()


def test_a_page_as_it_opens_has_no_link(page: OpenPage) -> None:
    page.page.wait_for_timeout(600)
    assert page.page.evaluate("location.hash") == ""


def test_a_link_brings_back_drawing_and_controls(page: OpenPage) -> None:
    page.draw(THREE, 14)
    page.page.get_by_role("switch", name="Frame it first").uncheck()
    page.page.locator("#replay-pass").fill("7")
    page.page.locator("#rejected-share").fill("20.5")
    before = page.read(), page.page.locator(ROWS).all_inner_texts()
    shared = link(page, "rejected=205")
    assert len(shared) < 1000
    follow(page, shared)
    after = page.read(), page.page.locator(ROWS).all_inner_texts()
    assert after[0]["digit"] == before[0]["digit"]
    confidence = [float(answer["confidence"]) for answer in (before[0], after[0])]
    assert confidence[0] == pytest.approx(confidence[1], abs=0.01)
    assert page.page.get_by_role("switch", name="Frame it first").is_checked() is False
    assert page.page.locator("#pen-width").input_value() == "14"
    page.page.wait_for_timeout(600)
    assert page.page.evaluate("location.hash") == shared, "the same state has the same link"
    for control, value in {"#replay-pass": "7", "#rejected-share": "20.5"}.items():
        page.page.locator(control).scroll_into_view_if_needed()
        expect(page.page.locator(control)).to_have_value(value)


def test_a_link_brings_back_a_test_image_and_the_place(page: OpenPage) -> None:
    page.page.click('#samples [data-label="8"]')
    page.page.locator("#failures").scroll_into_view_if_needed()
    page.page.mouse.wheel(0, 200)
    shared = link(page, "at=")
    assert "image=" in shared
    follow(page, shared)
    expect(page.answer()).to_have_attribute("data-digit", "8")
    page.page.wait_for_function("() => scrollY > 800")


@pytest.mark.parametrize(
    ("fragment", "words"),
    [
        ("#1.AAAA.pass=7", "This link is damaged. The page starts afresh."),
        ("#1.", "This link is damaged."),
        ("#1.%%.drawn=é", "This link is damaged."),
        ("#2.AAAA.x", "another version of this page"),
    ],
)
def test_a_damaged_link_says_so_and_the_page_works(
    page: OpenPage, fragment: str, words: str
) -> None:
    follow(page, fragment)
    expect(page.page.locator("#link-note")).to_contain_text(words)
    assert page.read()["digit"] == "5", "the opening digit, as ever"
    page.draw(HANDS[0].draw(7))
    assert page.read()["digit"] == "7"


def test_other_anchors_are_left_alone(page: OpenPage) -> None:
    follow(page, "#note-1")
    expect(page.page.locator("#link-note")).to_be_hidden()
    assert page.read()["digit"] == "5"


def test_the_link_is_copied_or_shown(page: OpenPage) -> None:
    page.draw(THREE)
    page.page.evaluate(
        """() => {
          navigator.clipboard.writeText = async (text) => void (globalThis.copied = text);
        }"""
    )
    page.page.click("#copy-link")
    expect(page.page.locator("#share-note")).to_contain_text("Copied.")
    assert page.page.evaluate("copied") == page.page.evaluate("location.href")
    page.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    page.page.click("#copy-link")
    expect(page.page.locator("#share-note")).to_contain_text("Copy it from here.")
    expect(page.page.locator("#share-link")).to_have_value(re.compile(r"#1\."))
    assert axe_violations(page.page, "#share") == []


def test_the_drawing_is_saved_as_png_and_svg(page: OpenPage) -> None:
    page.draw([[(40, 60), (40, 220)], [(200, 100)]], 20)
    with page.page.expect_download() as download:
        page.page.click("#save-svg")
    assert download.value.suggested_filename == "digit.svg"
    svg = ElementTree.fromstring(download.value.path().read_text("utf-8"))
    paths = svg.findall(".//{*}path")
    assert [path.get("stroke-width") for path in paths] == ["20", "20"]
    assert paths[0].get("d", "").endswith("L40 220")
    with page.page.expect_download() as download:
        page.page.click("#save-png")
    data = download.value.path().read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(data[16:20]) == 560
    page.page.click('#samples [data-label="1"]')
    with page.page.expect_download() as download:
        page.page.click("#save-svg")
    svg = ElementTree.parse(io.BytesIO(download.value.path().read_bytes())).getroot()
    assert len(svg.findall(".//{*}rect")) > 40


def check(page: OpenPage) -> str:
    page.page.click("#run-check")
    expect(page.page.locator("#check-sum")).not_to_have_text(re.compile("Not checked|Checking"))
    return page.page.locator("#check-sum").inner_text()


def test_the_page_computes_what_numpy_computes(page: OpenPage) -> None:
    choices = gather()
    compared = sum(
        len(picks(int(np.prod(layer.out_shape)))) * len(IMAGES)
        for choice in choices
        for weights in choice.weights
        for layer in weights.network.layers
    )
    said = check(page)
    assert said.startswith(f"All {compared:,} numbers are NumPy’s; the largest deviation is ")
    largest = float(said.split()[-1].rstrip(".").replace("−", "-"))
    assert 0 < largest < 1e-6, "as float32 rounds them"
    for choice in choices:
        rows = page.page.locator(f'#check [data-network="{choice.name}"] .compared')
        expect(rows).to_have_count(len(choice.weights[0].network.layers))
    assert axe_violations(page.page, "#check") == []


def test_the_check_finds_a_planted_error(page: OpenPage) -> None:
    """One number of one layer, off by 0.001."""
    page.page.evaluate(
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
    assert check(page).startswith("This page does not compute what it should: 1989, layer H2 ")
    expect(page.page.locator("#check .off")).to_have_count(1)
