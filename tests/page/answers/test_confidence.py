"""A confidence stands only where it was measured: for these very numbers, or for equal ones."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from builder import site
from tests.support.browser.axe import axe_violations
from tests.support.browser.open_page import OpenPage
from tests.support.browser.session import encoded, plant
from tests.support.drawings.handwriting import HANDS
from trainer.checkpoints import checkpoint
from trainer.checkpoints.bundled import SHIPPED
from trainer.datasets.mnist import load_mnist_first
from trainer.networks.predict import predict

NETWORK = "zipcode-1989"
FILE_1989 = SHIPPED / NETWORK / "1989.safetensors"
CARD = checkpoint.load(FILE_1989)[1]
SEVEN = HANDS[0].draw(7)
DOT = [[(140.0, 140.0), (142.0, 141.0)]]
LETTER_E = [
    [(90.0, 60.0), (90.0, 220.0)],
    *([(90.0, y), (180.0, y)] for y in (60.0, 140.0, 220.0)),
]
UNMEASURED = "nothing was measured for these weights"


def build(folder: Path) -> Path:
    """Build a page with weights whose cards know no calibration, and LeNet-5's mnist.

    The first are those of 1989 a little moved, which nobody measured; the others are their equal.
    """
    tensors, card = checkpoint.load(FILE_1989)
    moved = {name: values * np.float32(1.001) for name, values in tensors.items()}
    files = []
    for name, values in (("moved", moved), ("equal", tensors)):
        files.append(folder / f"{name}.safetensors")
        checkpoint.save(files[-1], values, replace(card, calibration=None, stroke_score=None))
    files.append(SHIPPED / "lenet5" / "mnist.safetensors")
    site.build([str(file) for file in files], folder / "page.html")
    return folder / "page.html"


@pytest.fixture(scope="module")
def own(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenPage]:
    """A page with weights of one's own."""
    file = build(tmp_path_factory.mktemp("own"))
    with browser.new_context(
        offline=True, reduced_motion="reduce", viewport={"width": 1280, "height": 800}
    ) as context:
        opened = OpenPage(context.new_page(), file).open()
        yield opened
        opened.check_quiet()


@pytest.fixture
def unmeasured(own: OpenPage) -> OpenPage:
    """A page whose weights nobody measured."""
    own.page.select_option(f"#weights-{NETWORK}", label="moved")
    return own


@pytest.mark.parametrize("network", [NETWORK, "lenet5"])
def test_unmeasured_weights_say_how_far_the_winner_leads(
    unmeasured: OpenPage, network: str
) -> None:
    unmeasured.page.click("#clear")
    answer = unmeasured.answer(network)
    expect(answer).to_have_attribute("data-state", "blank")
    assert "confidence" not in unmeasured.answered(network)
    unmeasured.draw(SEVEN)
    assert "confidence" not in unmeasured.expect_answer(7, state="accepted", network=network)
    expect(answer.locator(".verdict")).to_have_text(re.compile(r"leads by \d\.\d\d"))
    expect(answer.locator(".definition")).to_have_text(UNMEASURED)
    shown = float(answer.locator(".verdict").inner_text().split()[-1])
    values = unmeasured.page.locator(f'.reader[data-network="{network}"] .value').all_inner_texts()
    best, second = sorted(float(value.replace("−", "-")) for value in values)[:-3:-1]
    assert shown == pytest.approx(best - second, abs=0.011)
    expect(unmeasured.page.locator("#announcement")).to_contain_text(
        re.compile(rf"reads 7, leads by \d\.\d\d; {UNMEASURED}\.")
    )
    assert axe_violations(unmeasured.page, ".says") == []


def test_unmeasured_weights_accept_whatever_has_ink_but_no_speck(unmeasured: OpenPage) -> None:
    for drawing, state in ((LETTER_E, "accepted"), (DOT, "rejected")):
        unmeasured.page.click("#clear")
        unmeasured.draw(drawing)
        for network in (NETWORK, "lenet5"):
            assert "confidence" not in unmeasured.expect_answer(state=state, network=network)
    verdict = unmeasured.answer().locator(".verdict")
    expect(verdict).to_have_text("too small to read")
    expect(unmeasured.answer().locator(".definition")).to_have_text("")


def test_whatever_else_shows_a_confidence_shows_the_lead(unmeasured: OpenPage) -> None:
    page = unmeasured.page
    page.click("#clear")
    unmeasured.draw(SEVEN)
    page.click("#zip-clear")
    page.locator("#zip-pad").scroll_into_view_if_needed()
    page.click("#zip-take")
    code = page.locator(f'#zip-codes [data-network="{NETWORK}"] .code')
    expect(code).to_have_attribute("data-code", "7")
    assert code.get_attribute("data-confidence") is None
    expect(page.locator(f'#zip-codes [data-network="{NETWORK}"] .small')).to_have_text(
        re.compile(rf"each digit leads by at least \d\.\d\d; {UNMEASURED}; 1 of 5 digits")
    )
    page.locator("#failures").scroll_into_view_if_needed()
    expect(page.locator("#gallery button").first).to_have_attribute(
        "title", re.compile(r"read as \d, leads by \d\.\d\d$")
    )
    page.locator("#rejection").scroll_into_view_if_needed()
    expect(page.locator("#rejection-sum")).to_contain_text(
        re.compile(r"241 of 2,007 handed over \(leading by less than \d\.\d\d\); of the other")
    )
    expect(page.locator("#rejection-sum")).to_contain_text(f"1,766, {misread_of_the_surest()} are")
    assert "NaN" not in page.locator("main").inner_text()


def misread_of_the_surest() -> int:
    """Count what the moved weights misread but for the 241 test images with the smallest lead."""
    data = load_mnist_first()
    network, _ = checkpoint.load_network(FILE_1989)
    network.vector *= np.float32(1.001)
    outputs = predict(network, network.inputs(data.test_images))
    ordered = np.sort(outputs, axis=1)
    surest = np.argsort(ordered[:, -1] - ordered[:, -2], kind="stable")[241:]
    return int((outputs[surest].argmax(axis=1) != data.test_labels[surest]).sum())


def drawn(opened: OpenPage) -> dict[str, tuple[str, str, str]]:
    """State, digit and confidence of each of three drawings."""
    found = {}
    for name, drawing in (("7", SEVEN), ("E", LETTER_E), ("dot", DOT)):
        opened.page.click("#clear")
        opened.draw(drawing)
        answer = opened.answered()
        found[name] = (answer["state"], answer["digit"], answer.get("confidence", "none"))
    return found


@pytest.fixture
def shipped(visited: OpenPage) -> dict[str, tuple[str, str, str]]:
    found = drawn(visited)
    assert found["E"][2] not in ("none", "1.0000")
    assert found["dot"] == ("rejected", found["dot"][1], "none")
    return found


def test_equal_weights_made_in_the_page_are_as_sure_as_the_shipped(
    unopened: OpenPage, shipped: dict[str, tuple[str, str, str]]
) -> None:
    """As after 23 passes that end in the very bits of the shipped weights."""
    vector = checkpoint.load_network(FILE_1989)[0].vector
    passes = [record.to_json() for record in CARD.passes]
    run = {"seed": 1989, "rate": 0.03, "done": 23 * 7291, "passes": passes}
    opened = plant(unopened, run={**run, "vector": {"float32": encoded(vector)}})
    page = opened.page
    page.locator("#training").scroll_into_view_if_needed()
    page.click("#train-use")
    assert drawn(opened) == shipped
    page.click("#clear")
    opened.draw(SEVEN)
    page.locator("#training").scroll_into_view_if_needed()
    sure = f"sure: {float(shipped['7'][2]):.2f}"
    expect(page.locator("#train-answer .verdict")).to_have_text(sure)


def test_a_network_in_training_has_no_confidence(unopened: OpenPage) -> None:
    vector = checkpoint.load_network(FILE_1989)[0].vector * np.float32(0.9)
    run: dict[str, Any] = {"seed": 1989, "rate": 0.03, "done": 7291, "passes": []}
    run["vector"] = {"float32": encoded(vector)}
    opened = plant(unopened, [("mine", vector)], run=run)
    page = opened.page
    page.select_option(f"#weights-{NETWORK}", label="mine")
    opened.draw(LETTER_E)
    assert "confidence" not in opened.expect_answer(state="accepted")
    page.locator("#training").scroll_into_view_if_needed()
    expect(page.locator("#train-answer .verdict")).to_have_text(re.compile(r"leads by \d\.\d\d"))


def test_a_page_of_equal_weights_is_as_sure_as_the_shipped(
    own: OpenPage, shipped: dict[str, tuple[str, str, str]]
) -> None:
    own.page.select_option(f"#weights-{NETWORK}", label="equal")
    assert drawn(own) == shipped


def test_a_lesson_takes_the_calibration_away(opened: OpenPage) -> None:
    page = opened.page
    opened.draw(HANDS[0].draw(1))
    page.locator("#teach-labels button").nth(1).click()
    page.click("#teach-learn")
    expect(page.locator("#teach-sum")).to_contain_text("Learned in")
    page.locator("#pad").scroll_into_view_if_needed()
    opened.draw(SEVEN)
    assert "confidence" not in opened.expect_answer(7)
    expect(opened.answer().locator(".definition")).to_have_text(UNMEASURED)
    page.click("#teach-undo")
    expect(opened.answer().locator(".definition")).not_to_have_text(UNMEASURED)
    assert float(opened.answered()["confidence"]) > 0.5


def test_only_the_last_pass_of_the_replay_was_measured(visited: OpenPage) -> None:
    page = visited.page
    visited.draw(SEVEN)
    sure = float(visited.expect_answer(7)["confidence"])
    page.locator("#replay").scroll_into_view_if_needed()
    verdict = page.locator("#replay-answer .verdict")
    expect(verdict).to_have_text(f"sure: {sure:.2f}")
    page.locator("#replay-pass").fill("22")
    expect(verdict).to_have_text(re.compile(r"^leads by \d\.\d\d$"))
