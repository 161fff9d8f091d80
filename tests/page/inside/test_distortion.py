"""How sturdy is it: what is read of a distorted drawing, by pointer and keys, against NumPy's."""

import re

import numpy as np
from playwright.sync_api import Page, expect

from tests.support.browser.inside import place_in, sample_image
from tests.support.eventually import eventually
from trainer.networks.network import Network


def test_what_is_read_of_a_shifted_picture(page_inside: Page, networks: dict[str, Network]) -> None:
    page, image = page_inside, sample_image(page_inside)
    canvas = page.locator('#distortion canvas[data-shift="zipcode-1989"]')
    canvas.focus()
    dx = dy = 0
    for key in ("ArrowLeft", "ArrowLeft", "ArrowUp", "ArrowLeft", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        dx, dy = dx - (key == "ArrowLeft"), dy - (key == "ArrowUp")
        expect(canvas).to_have_attribute("aria-valuenow", str((dy + 8) * 17 + dx + 8))
        shifted = np.zeros_like(image)
        shifted[: 28 + dy, : 28 + dx] = image[-dy:, -dx:]
        for name, network in networks.items():
            digit = network.forward(network.inputs(shifted[None]).astype(np.float64)).argmax()
            read = page.locator(f'#distortion [data-reads="{name}"]')
            expect(read).to_have_text(re.compile(rf"^{digit}\??$"))
    # The map of shifts agrees, cell by cell, once it is worked out in slices.
    first = page.locator('#distortion [data-reads="zipcode-1989"]').inner_text().rstrip("?")
    expect(canvas).to_have_attribute("aria-valuetext", f"−4 across, −2 down: reads {first}")
    x, y = place_in(canvas, 0.5, 0.5)
    canvas.click(position={"x": x, "y": y})
    expect(canvas).to_have_attribute("aria-valuetext", re.compile("^0 across, 0 down"))


def test_the_strips_are_moved_by_keys_and_pointer(page_inside: Page) -> None:
    page = page_inside

    def picture() -> str:
        found: str = page.locator("#distortion-picture").evaluate("canvas => canvas.toDataURL()")
        return found

    page.locator("#distortion").scroll_into_view_if_needed()
    expect(page.locator('#distortion [data-reads="zipcode-1989"]')).to_have_text("5")
    straight = picture()
    for axis, written in (
        ("turn", "+5°"),
        ("size", "× 1.05"),
        ("slant", "+0.05"),
        ("pen", "× 1.1"),
    ):
        slider = page.locator(f"#distortion-{axis}")
        slider.press("ArrowRight")
        expect(slider).to_have_attribute("aria-valuetext", written)
        expect(page.locator(f'[data-axis="{axis}"] output')).to_have_text(written)
    eventually(lambda: picture() != straight)
    noise = page.locator("#distortion-noise")
    x, y = place_in(noise, 0.5, 0.5)
    noise.click(position={"x": x, "y": y})
    expect(page.locator('[data-axis="noise"] output')).to_have_text(re.compile(r"^0\.(48|52)$"))
    page.click("#distortion-reset")
    eventually(lambda: picture() == straight)
