"""Why this answer: gradients and hidden patches against NumPy's."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.inside import (
    look_into,
    place_in,
    sample_inputs,
    small_number,
)
from tests.support.eventually import eventually
from trainer.networks.network import Network
from trainer.networks.registry import NETWORKS


@pytest.mark.parametrize("network", NETWORKS)
def test_saliency_is_the_true_gradient(
    page_inside: Page, networks: dict[str, Network], network: str
) -> None:
    page = page_inside
    look_into(page, network)
    inputs = sample_inputs(page, networks[network])
    outputs = networks[network].forward(inputs)
    winner = int(outputs.argmax())
    canvas = page.locator(f'#why [data-inside="{network}"] canvas[data-why="answer"]')
    sentence = page.locator("#why-sentence")
    for how, target in (("gradient", None), ("towards", 8)):
        page.locator(f'#why input[value="{how}"]').check()
        mixture = np.eye(10)[[winner]]
        asked = f"the output for {winner}"
        if target is not None:
            page.locator("#why-digit").select_option(str(target))
            mixture = np.eye(10)[[target]] - mixture
            asked = f"the lead of {target} over {winner}"
        gradient = networks[network].backward(mixture, input_gradient=True)
        assert gradient is not None
        size = gradient.shape[-1]
        for pixel in np.argsort(-np.abs(gradient.ravel()))[:3]:
            row, column = divmod(int(pixel), size)
            x, y = place_in(canvas, (column + 0.5) / size, (row + 0.5) / size)
            canvas.hover(position={"x": x, "y": y})
            place = f"row {row}, column {column}"
            expect(sentence).to_have_text(re.compile(f"^At {place}: .* {asked} changes by"))
            said, _, value = (canvas.get_attribute("aria-valuetext") or "").partition(": ")
            assert said == place
            assert small_number(value) == pytest.approx(
                gradient.ravel()[pixel], rel=0.06, abs=0.00501
            )
            expect(sentence).to_have_text(re.compile(f"changes by {re.escape(value)}\\.$"))


def test_occlusion_is_the_networks_answer_to_a_hidden_patch(
    page_inside: Page, networks: dict[str, Network]
) -> None:
    page, network = page_inside, networks["zipcode-1989"]
    inputs = sample_inputs(page, network)
    before = network.forward(inputs).copy()
    winner = int(before.argmax())
    inputs[:, :, 2:7, 5:10] = -1
    after = network.forward(inputs)
    page.locator('#why input[value="occlusion"]').check()
    canvas = page.locator('#why [data-inside="zipcode-1989"] canvas[data-why="answer"]')
    x, y = place_in(canvas, 7.5 / 16, 4.5 / 16)
    canvas.hover(position={"x": x, "y": y})
    said = page.locator("#why-sentence")
    expect(said).to_contain_text("around row 4, column 7")
    values = re.findall(r"[+−]\d\.\d+", said.inner_text())
    assert [small_number(value) for value in values] == pytest.approx(
        [before[0, winner], after[0, winner]], abs=0.00501
    )
    assert re.search(rf"reads? {after.argmax()}\.$", said.inner_text())
    change = float(after[0, winner] - before[0, winner])

    def check_map() -> None:  # worked out in slices
        told = (canvas.get_attribute("aria-valuetext") or "").partition("row 4, column 7: ")[2]
        assert told
        assert small_number(told) == pytest.approx(change, rel=0.06, abs=0.006)

    eventually(check_map)
