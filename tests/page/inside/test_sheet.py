"""The whole network on one sheet: its numbers against NumPy's, its units by pointer and keys."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.axe import axe_violations
from tests.support.browser.inside import (
    OUTPUTS,
    last_number,
    look_into,
    looked_at,
    place_in,
    point_at,
    sample_outputs,
    stage,
)
from trainer.networks.network import Network
from trainer.networks.registry import NETWORKS


@pytest.mark.parametrize("network", NETWORKS)
def test_every_stage_shows_the_networks_own_activations(
    page_inside: Page, networks: dict[str, Network], network: str
) -> None:
    look_into(page_inside, network)
    expected = sample_outputs(page_inside, networks[network])
    for name, layer in {"input": "input", **OUTPUTS[network]}.items():
        canvas = stage(page_inside, network, name)
        for spot in ((0.2, 0.3), (0.7, 0.8)):
            unit, said = point_at(canvas, *place_in(canvas, *spot))
            assert said.startswith(name)
            assert last_number(said) == pytest.approx(expected[layer][unit], abs=0.00501)


def test_arrow_keys_walk_through_the_whole_network(page_inside: Page) -> None:
    page, (h1, h2) = page_inside, (stage(page_inside, "zipcode-1989", h) for h in ("H1", "H2"))
    h1.focus()
    for key, canvas, place in (
        ("Home", h1, "H1, map 0, row 0, column 0"),
        ("ArrowRight", h1, "H1, map 0, row 0, column 1"),
        ("ArrowDown", h1, "H1, map 0, row 1, column 1"),
        ("PageDown", h1, "H1, map 1, row 1, column 1"),
        ("End", h1, "H1, map 11, row 7, column 7"),
        ("ArrowRight", h2, "H2, map 0, row 0, column 0"),
        ("ArrowLeft", h1, "H1, map 11, row 7, column 7"),
    ):
        page.keyboard.press(key)
        expect(canvas).to_be_focused()
        assert looked_at(canvas)[1].startswith(f"{place}: ")
    expect(page.locator(".sheet:not([hidden]) canvas[tabindex='0']")).to_have_count(1)


def test_a_click_holds_a_unit_and_another_lets_go(page_inside: Page) -> None:
    h1 = stage(page_inside, "zipcode-1989", "H1")
    h1.click(position={"x": 20, "y": 20})
    held = looked_at(h1)
    assert point_at(h1, 100, 100) == held
    h1.click(position={"x": 20, "y": 20})
    assert point_at(h1, 100, 100) != held


def test_axe_finds_nothing_inside(page_inside: Page) -> None:
    assert axe_violations(page_inside, ".inside") == []
    look_into(page_inside, "lenet5")
    assert axe_violations(page_inside, ".inside") == []
