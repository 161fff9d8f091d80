"""Who sees whom: the connection table of the second convolutional layer, by pointer and keys."""

import re
from collections.abc import Iterable

from playwright.sync_api import Locator, Page, expect

from trainer.networks.zipcode_1989 import H2_TABLE


def listed(maps: Iterable[int]) -> str:
    return ", ".join(map(str, maps))


def seers(column: int) -> str:
    """The maps of H2 that see a map of H1."""
    return listed(row for row, seen in enumerate(H2_TABLE) if column in seen)


def test_who_sees_whom_by_pointer_and_keys(page_inside: Page) -> None:
    table = page_inside.locator('.connections[data-inside="zipcode-1989"]')
    below, above, kernels = (
        table.locator(f'canvas[data-connections="{part}"]')
        for part in ("below", "above", "kernels")
    )

    def press(part: Locator, *keys: str) -> None:
        part.focus()
        for key in keys:
            page_inside.keyboard.press(key)

    def expect_said(text: str) -> None:
        expect(page_inside.locator("#connections-sentence")).to_have_text(re.compile(f"^{text}"))

    below.hover(position={"x": 2, "y": 2})
    expect_said(f"Map 0 of H1 is seen by 8 of the 12 maps of H2: {seers(0)}\\.$")
    press(below, "End")
    expect_said(f"Map 11 of H1 .*: {seers(11)}\\.$")
    above.hover(position={"x": 2, "y": 2})
    press(above, "ArrowDown")
    expect_said(f"Map 1 of H2 .*: {listed(H2_TABLE[1])}\\.$")
    kernels.hover(position={"x": 2, "y": 2})
    press(kernels, "ArrowRight")
    expect_said("Map 0 of H2 weighs every patch of map 1")
    press(kernels, "End")
    expect_said("Map 11 of H2 weighs every patch of map 11")
    press(kernels, *["ArrowLeft"] * 4)
    expect_said("Map 11 of H2 does not see map 7 of H1")
