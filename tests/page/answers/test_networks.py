"""Several networks and weights on one page: each answers for itself, and they are compared."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from builder import site
from tests.support.browser.open_page import OpenPage
from tests.support.drawings.handwriting import HANDS
from tests.support.eventually import eventually
from trainer.checkpoints import checkpoint
from trainer.checkpoints.bundled import SHIPPED
from trainer.checkpoints.card import Card
from trainer.networks.registry import create

SEVEN = HANDS[0].draw(7)


@pytest.fixture(scope="module")
def two_networks_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with the 1989 weights, the same reading each digit as the next one, and LeNet-5.

    The LeNet-5 here always says 4, and is sure of it: its last biases alone decide.
    """
    folder = tmp_path_factory.mktemp("two")
    shipped = SHIPPED / "zipcode-1989" / "1989.safetensors"
    tensors, card = checkpoint.load(shipped)
    for name in ("output.weight", "output.bias"):
        tensors[name] = np.roll(tensors[name], 1, axis=0)
    checkpoint.save(folder / "shifted.safetensors", tensors, card)
    lenet = create("lenet5").parameters
    lenet["output.bias"][4] = 5
    checkpoint.save(folder / "four.safetensors", lenet, Card("lenet5"))
    choices = [str(shipped), *(str(folder / f"{name}.safetensors") for name in ("shifted", "four"))]
    site.build(choices, folder / "page.html")
    return folder / "page.html"


@pytest.fixture
def both(page: Page, two_networks_file: Path) -> Iterator[OpenPage]:
    opened = OpenPage(page, two_networks_file).open()
    yield opened
    opened.check_quiet()


def test_both_networks_answer_and_their_disagreement_is_said(both: OpenPage) -> None:
    both.draw(SEVEN)
    first = both.expect_answer(7, state="accepted")
    second = both.expect_answer(4, state="accepted", network="lenet5")
    assert (first["weights"], second["weights"]) == ("1989", "four")
    agreement = both.page.locator("#agreement")
    expect(agreement).to_have_text("They disagree: 1989 reads 7, LeNet-5 reads 4.")
    both.page.click("#clear")
    expect(agreement).to_have_text("")
    both.expect_answer(state="blank", network="lenet5")
    both.draw(HANDS[0].draw(4))
    expect(agreement).to_have_text("They agree: 4.")


def test_other_weights_are_chosen_with_the_select(both: OpenPage) -> None:
    both.draw(SEVEN)
    kernel = '.kernels [data-network="zipcode-1989"] canvas >> nth=0'
    eventually(lambda: len(set(both.pixels(kernel))) > 10)
    kernels = both.picture(kernel)
    select = both.page.locator("#weights-zipcode-1989")
    assert select.locator("option").all_text_contents() == ["1989", "shifted"]
    expect(select).to_have_accessible_name("trained")
    select.select_option("shifted")
    expect(both.answer()).to_have_attribute("data-weights", "shifted")
    both.expect_answer(8)
    assert both.picture(kernel) == kernels
    select.select_option("1989")
    both.expect_answer(7)
    expect(both.page.locator("#weights-lenet5")).to_be_hidden()


def test_each_network_has_its_own_input(both: OpenPage) -> None:
    """LeNet-5's 32×32 holds the framed 28×28, with two cells of paper on each side."""
    both.draw(SEVEN)
    both.expect_strokes(SEVEN)  # and in the same frame what the networks see of them
    framed = np.array(both.pixels("#step-framed")).reshape(28, 28)
    lenet = np.array(both.pixels('canvas[data-input="lenet5"]')).reshape(32, 32)
    assert np.abs(lenet[2:-2, 2:-2] - framed).max() <= 1
    lenet[2:-2, 2:-2] = lenet[0, 0]
    assert (lenet == lenet[0, 0]).all()
    assert len(both.pixels('canvas[data-input="zipcode-1989"]')) == 16 * 16
