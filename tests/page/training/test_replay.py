"""The training, replayed: driven by pointer and keyboard, its numbers against NumPy's."""

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import expect

from builder.blocks.passes import decode, encode
from tests.support.browser.axe import axe_violations
from tests.support.browser.open_page import OpenPage
from trainer.arrays import Array
from trainer.checkpoints import checkpoint
from trainer.checkpoints.bundled import SHIPPED
from trainer.datasets.mnist import load_mnist_first
from trainer.networks.registry import create
from trainer.runs import snapshots

FOLDER = SHIPPED / "zipcode-1989"
WEIGHTS, CARD = checkpoint.load(FOLDER / "1989.safetensors")
BLUE, PAPER, RED = (0x1F, 0x3A, 0x5F), (0xF7, 0xF3, 0xEA), (0xB3, 0x20, 0x2A)


@pytest.fixture
def page(visited: OpenPage) -> OpenPage:
    visited.page.locator("#replay").scroll_into_view_if_needed()
    expect(visited.page.locator("#replay-sum")).to_contain_text("After pass 23")
    return visited


@pytest.fixture(scope="module")
def passes() -> list[dict[str, NDArray[np.float32]]]:
    kept = snapshots.load(FOLDER / "passes" / "1989.safetensors", WEIGHTS, CARD)
    return decode(encode(kept), WEIGHTS)


def outputs(passes: list[dict[str, NDArray[np.float32]]], index: int) -> Array:
    """Ten outputs (24, 10) for a test image after each pass."""
    network = create("zipcode-1989")
    inputs = network.inputs(load_mnist_first().test_images[[index]])
    rows = []
    for weights in passes:
        network.load(weights)
        rows.append(network.forward(inputs)[0].copy())
    return np.array(rows)


def scale(values: Array) -> Array:
    """The diverging scale's colours, as the page has them on light paper."""
    blue, paper, red = (np.array(colour) for colour in (BLUE, PAPER, RED))
    end = np.where(values[..., None] < 0, blue, red)
    colours: Array = paper + (end - paper) * np.minimum(abs(values), 1)[..., None]
    return colours


def test_your_digit_after_each_pass_is_what_numpy_reads(
    page: OpenPage, passes: list[dict[str, NDArray[np.float32]]]
) -> None:
    for label in (3, 5, 8):
        button = page.page.locator(f'#samples [data-label="{label}"]')
        button.click()
        index = int((button.get_attribute("title") or "").split("image ")[1][:-1].replace(",", ""))
        page.page.locator("#replay").scroll_into_view_if_needed()
        expected = outputs(passes, index)
        expect(page.page.locator("#replay-reads li").last).to_have_text(str(expected[-1].argmax()))
        shown = np.array(page.pixels("#replay-outputs")).reshape(10, 24)
        assert np.abs(shown - scale(expected.T)[..., 0]).max() <= 2
        reads = page.page.locator("#replay-reads li").all_inner_texts()
        assert reads == [str(digit) for digit in expected.argmax(axis=1)]


def test_the_slider_shows_a_pass_its_kernels_and_its_errors(
    page: OpenPage, passes: list[dict[str, NDArray[np.float32]]]
) -> None:
    slider = page.page.locator("#replay-pass")
    slider.focus()
    slider.press("Home")
    expect(page.page.locator("#replay-sum")).to_contain_text("Before training")
    for _ in range(7):
        slider.press("ArrowRight")
    test, train = CARD.passes[6].test.misses, CARD.passes[6].train.misses
    expect(page.page.locator("#replay-sum")).to_have_text(
        f"After pass 7, 51,037 corrections: misread {test} of 2,007 ({100 * test / 2007:.2f} %) "
        f"test digits, {train} of 7,291 ({100 * train / 7291:.2f} %) training digits."
    )
    expect(slider).to_have_attribute("aria-valuetext", "after pass 7")
    kernels = passes[7]["H1.weight"][:, 0] / np.abs(passes[-1]["H1.weight"]).max()
    for number in (0, 5, 11):
        shown = page.pixels(f"#replay-kernels canvas:nth-child({number + 1})")
        assert np.abs(np.array(shown) - scale(kernels[number])[..., 0].ravel()).max() <= 2
    slider.press("End")
    expect(page.page.locator("#replay-sum")).to_contain_text("After pass 23")


def test_a_pointer_on_the_picture_goes_to_the_pass_under_it(page: OpenPage) -> None:
    page.page.locator("#replay-outputs").click(position={"x": 5, "y": 30})
    expect(page.page.locator("#replay-pass")).to_have_value("0")
    box = page.page.locator("#replay-outputs").bounding_box()
    assert box is not None
    y = box["y"] + 30
    page.page.mouse.move(box["x"] + 5, y)
    page.page.mouse.down()
    page.page.mouse.move(box["x"] + box["width"] * 10.5 / 24, y, steps=3)
    page.page.mouse.up()
    page.page.mouse.move(box["x"] + 5, y)
    expect(page.page.locator("#replay-pass")).to_have_value("10")
    cursor = page.page.locator("#replay-cursor").bounding_box()
    assert cursor is not None
    assert cursor["x"] == pytest.approx(box["x"] + box["width"] * 10 / 24, abs=1.5)


def test_play_runs_to_the_end_and_stops(page: OpenPage) -> None:
    page.page.locator("#replay-pass").fill("21")
    page.page.get_by_role("button", name="Play").click()
    pause = page.page.get_by_role("button", name="Pause")
    expect(pause).to_be_visible()
    expect(page.page.locator("#replay-pass")).to_have_value("23")
    expect(pause).to_have_count(0)


def test_the_replay_is_accessible_in_every_state(page: OpenPage) -> None:
    page.page.locator("#replay-pass").fill("0")
    expect(page.page.locator("#replay-sum")).to_contain_text("Before training")
    assert axe_violations(page.page, "#replay") == []
    page.page.click("#clear")
    page.page.locator("#replay").scroll_into_view_if_needed()
    expect(page.page.locator("#replay-reads li").first).to_have_text("–")
    assert axe_violations(page.page, "#replay") == []
