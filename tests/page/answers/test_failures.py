"""Where it fails and when to ask a human, driven in the browser, against NumPy's numbers."""

import re

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import expect

from builder.weights import gather
from tests.support.browser.axe import axe_violations
from tests.support.browser.open_page import OpenPage
from tests.support.eventually import eventually
from trainer.datasets.mnist import load_mnist_first
from trainer.networks.predict import predict
from trainer.reading.decision import decide

DATA = load_mnist_first()
CHOICES = gather()
FIRST = CHOICES[0]


@pytest.fixture
def page(visited: OpenPage) -> OpenPage:
    visited.page.locator("#failures").scroll_into_view_if_needed()
    expect(visited.page.locator("#failures-sum")).to_contain_text("misreads")
    visited.page.locator("#rejection").scroll_into_view_if_needed()
    expect(visited.page.locator("#rejection-sum")).to_contain_text("handed over")
    return visited


def outputs(network: str) -> NDArray[np.floating]:
    choice = next(choice for choice in CHOICES if choice.name == network)
    weights = next(weights for weights in choice.weights if weights.name == choice.first)
    return predict(weights.network, weights.network.inputs(DATA.test_images))


@pytest.fixture(scope="module")
def numpy_outputs() -> NDArray[np.floating]:
    return outputs(FIRST.name)


def matrix(read: NDArray[np.intp]) -> list[int]:
    return [int(count) for count in np.bincount(DATA.test_labels * 10 + read, minlength=100)]


def shown_matrix(page: OpenPage) -> list[int]:
    cells: list[str] = page.page.locator("#confusion button").evaluate_all(
        "buttons => buttons.map(({dataset}) => dataset.count)"
    )
    return [int(cell) for cell in cells]


def test_the_confusions_are_numpys(page: OpenPage, numpy_outputs: NDArray[np.floating]) -> None:
    read = numpy_outputs.argmax(axis=1)
    assert shown_matrix(page) == matrix(read)
    misses = int((read != DATA.test_labels).sum())
    expect(page.page.locator("#failures-sum")).to_have_text(
        f"{FIRST.network.title} misreads {misses} of 2,007: {100 * misses / 2007:.2f} %."
    )
    expect(page.page.locator("#gallery button")).to_have_count(misses)
    shown = page.page.locator("#gallery button").evaluate_all(
        "all => all.map(b => +b.dataset.index)"
    )
    assert shown == np.flatnonzero(read != DATA.test_labels).tolist()
    assert axe_violations(page.page, "#failures") == []


def test_a_cell_opens_its_images_and_an_image_goes_to_the_pad(
    page: OpenPage, numpy_outputs: NDArray[np.floating]
) -> None:
    read = numpy_outputs.argmax(axis=1)
    counts = np.array(matrix(read)).reshape(10, 10)
    np.fill_diagonal(counts, 0)
    digit, taken = np.unravel_index(counts.argmax(), counts.shape)
    page.page.click(f'[data-cell="{digit}{taken}"]')
    images = page.page.locator("#gallery button")
    expect(images).to_have_count(int(counts.max()))
    expect(page.page.locator("#gallery-title")).to_have_text(
        f"{counts.max()} × {digit}, taken for {taken}"
    )
    expect(page.page.locator(f'[data-cell="{digit}{taken}"]')).to_have_attribute(
        "aria-pressed", "true"
    )
    assert axe_violations(page.page, "#failures") == []
    images.nth(1).click()
    index = int(images.nth(1).get_attribute("data-index") or -1)
    assert (DATA.test_labels[index], read[index]) == (digit, taken)
    answer = page.expect_answer(int(taken), network=FIRST.name)
    card = next(weights.card for weights in FIRST.weights if weights.name == FIRST.first)
    expected = decide(numpy_outputs[index], "Tanh", "ink", card.calibration)
    assert float(answer["confidence"]) == pytest.approx(expected.confidence, abs=1e-4)
    expect(images.nth(1)).to_have_attribute("aria-pressed", "true")
    page.page.click("#gallery-all")
    expect(images).to_have_count(int((read != DATA.test_labels).sum()))


def test_the_matrix_is_one_stop_for_tab_and_arrows_move_in_it(page: OpenPage) -> None:
    page.page.focus('[data-cell="00"]')
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowLeft"):
        page.page.keyboard.press(key)
    focused = page.page.evaluate("document.activeElement.dataset.cell")
    assert focused == "09", "row follows row"
    assert page.page.locator('#confusion button[tabindex="0"]').count() == 1
    page.page.keyboard.press("Enter")
    expect(page.page.locator("#gallery-title")).to_contain_text("× 0, taken for 9")
    page.page.click("#gallery-all")


@pytest.mark.skipif(len(CHOICES) < 2, reason="one network only is shipped")
def test_the_other_networks_mistakes_can_be_chosen(page: OpenPage) -> None:
    network = CHOICES[1].name
    page.page.check(f'#failures-network [value="{network}"]')
    expect(page.page.locator("#failures-sum")).to_contain_text(
        f"{CHOICES[1].network.title} misreads"
    )
    assert shown_matrix(page) == matrix(outputs(network).argmax(axis=1))
    assert axe_violations(page.page, "#failures") == []
    page.page.check(f'#failures-network [value="{FIRST.name}"]')
    expect(page.page.locator("#failures-sum")).to_contain_text(f"{FIRST.network.title} misreads")


def accepted(ten: NDArray[np.floating], rejected: int) -> int:
    """Errors among all but the ``rejected`` whose lead over the runner-up is the smallest."""
    ordered = np.sort(ten, axis=1)
    sure = ordered[:, -1] - ordered[:, -2]
    kept = np.argsort(sure, kind="stable")[rejected:]
    return int((ten[kept].argmax(axis=1) != DATA.test_labels[kept]).sum())


def said(page: OpenPage) -> list[int]:
    """Rejected, all, read, wrong: the numbers of the first network's sentence."""
    text = page.page.locator("#rejection-sum").inner_text().splitlines()[0]
    text = re.sub(r"\([^)]*\)", "", text.split(":", 1)[1])
    return [int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d(?![\d.])", text)[:4]]


def test_the_threshold_tells_what_numpy_tells(
    page: OpenPage, numpy_outputs: NDArray[np.floating]
) -> None:
    slider = page.page.locator("#rejected-share")
    for share in (0, 5, 12, 30):
        slider.fill(str(share))
        rejected = round(2007 * share / 100)
        told = [rejected, 2007, 2007 - rejected, accepted(numpy_outputs, rejected)]

        def tells(told: list[int] = told) -> None:
            assert said(page) == told

        eventually(tells)
    slider.focus()
    slider.press("ArrowLeft")
    expect(page.page.locator("#rejected-shown")).to_have_text("29.5 %")


def test_one_percent_is_found(page: OpenPage, numpy_outputs: NDArray[np.floating]) -> None:
    before = said(page)
    page.page.click("#one-percent")
    eventually(lambda: said(page) != before)
    rejected, _, read, wrong = said(page)
    assert wrong <= 0.01 * read
    fewer = rejected - 11  # a step of the slider is ten images
    assert accepted(numpy_outputs, fewer) > 0.01 * (2007 - fewer)
    assert axe_violations(page.page, "#rejection") == []
