"""A new network is a new list, and nothing else changes: toys on the page, alone and beside."""

import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from builder import site
from tests.support.browser.open_page import OpenPage
from tests.support.drawings.handwriting import HANDS
from tests.support.networks.toy import TOYS, trained
from trainer.ink.framing import frame
from trainer.ink.raster import Stroke
from trainer.networks.network import Network
from trainer.networks.registry import NETWORKS

INSTRUMENTS = "main section"
TROUBLE = re.compile("undefined|NaN|null")


@pytest.fixture(scope="module", params=[*TOYS, "all"])
def visit(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[OpenPage, dict[str, Network]]]:
    """A page with a toy alone, and one with both toys beside the networks that it knows."""
    folder = tmp_path_factory.mktemp("toy")
    names = list(TOYS) if request.param == "all" else [request.param]
    with pytest.MonkeyPatch.context() as patch:
        if request.param != "all":
            for name in list(NETWORKS):
                patch.delitem(NETWORKS, name)
        networks, paths = {}, []
        for name in names:
            patch.setitem(NETWORKS, name, TOYS[name])
            networks[name], path = trained(name, folder)
            paths.append(str(path))
        site.build(paths, folder / "index.html")
    with browser.new_context(
        offline=True, viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
    ) as context:
        opened = OpenPage(context.new_page(), folder / "index.html").open()
        yield opened, networks
        opened.check_quiet()


def test_a_toy_answers_as_numpy_does(visit: tuple[OpenPage, dict[str, Network]]) -> None:
    opened, networks = visit
    opened.page.click("#clear")
    drawn = HANDS[0].draw(2)
    opened.draw(drawn, pen=18)
    picture = frame([Stroke.of(stroke, 18) for stroke in drawn]).image28
    for name, network in networks.items():
        outputs = network.forward(network.inputs(picture[None]))[0]
        expect(opened.answer(name)).to_have_attribute("data-digit", str(int(outputs.argmax())))
        shown = opened.page.locator(f'.reader[data-network="{name}"] tr[data-digit] .value')
        values = [float(text.replace("−", "-")) for text in shown.all_inner_texts()]
        np.testing.assert_allclose(values, outputs, atol=0.006)
        assert opened.answer(name).get_attribute("data-confidence") is None


def test_every_instrument_works_or_says_why_not(
    visit: tuple[OpenPage, dict[str, Network]],
) -> None:
    opened, networks = visit
    page = opened.page
    opened.draw(HANDS[0].draw(5))
    for name in networks:
        radio = page.locator(f'#sheet input[value="{name}"]')
        if radio.count():
            radio.check()
        for section in page.locator(INSTRUMENTS).all():
            if section.is_visible():
                section.scroll_into_view_if_needed()
                assert section.inner_text().strip()
        expect(page.locator("main")).not_to_contain_text(TROUBLE)
        expect(page.locator("main [role=alert]:visible")).to_have_count(0)
        canvas = page.locator(f'.sheet[data-inside="{name}"] canvas[data-stage="B"]')
        canvas.focus()
        page.keyboard.press("End")
        expect(canvas).to_have_attribute("aria-valuenow", "9")


def test_the_page_checks_itself(visit: tuple[OpenPage, dict[str, Network]]) -> None:
    page = visit[0].page
    page.click("#run-check")
    expect(page.locator("#check-sum")).to_contain_text("numbers are NumPy’s")
