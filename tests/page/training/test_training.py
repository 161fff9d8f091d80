"""Training in the page: what the worker learns is what Python learns, to the bit."""

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, expect

from builder import site
from tests.support.browser.open_page import OpenPage
from tests.support.browser.session import encoded, plant
from tests.support.drawings.handwriting import HANDS
from trainer.checkpoints import checkpoint
from trainer.checkpoints.bundled import SHIPPED
from trainer.checkpoints.card import Card
from trainer.datasets.mnist import load_mnist_first
from trainer.runs.backends import start_training
from trainer.training.loop import Training
from trainer.training.recipes import RECIPES

RECIPE = RECIPES["zipcode-1989", "1989"]


@pytest.fixture(scope="module")
def one_pass() -> Training:
    """The recipe's first pass, in Python."""
    return trained(RECIPE.seed, RECIPE.learning_rate)


def trained(seed: int, rate: float, passes: int = 1) -> Training:
    recipe = replace(RECIPE, passes=passes, seed=seed, learning_rate=rate)
    training = start_training(recipe, load_mnist_first(), "wasm")
    list(training.run())
    return training


def run_a_pass(opened: OpenPage) -> None:
    opened.page.locator("#training").scroll_into_view_if_needed()
    opened.page.click("#train-pass")
    status = opened.page.locator("#train-status")
    expect(status).to_contain_text("Misread")
    expect(opened.page.locator("#train-start")).to_have_text(re.compile("Continue|Start"))


def download(opened: OpenPage, tmp_path: Path) -> Path:
    with opened.page.expect_download() as found:
        opened.page.click("#train-download")
    path = tmp_path / found.value.suggested_filename
    found.value.save_as(path)
    return path


def test_a_pass_in_the_page_is_a_pass_in_python(
    opened: OpenPage, one_pass: Training, tmp_path: Path
) -> None:
    run_a_pass(opened)
    path = download(opened, tmp_path)
    network, card = checkpoint.load_network(path)
    assert network.vector.tobytes() == one_pass.network.vector.tobytes()
    assert [record.number for record in card.passes] == [1]
    assert card.passes[0].test == one_pass.score("test")
    assert card.passes[0].train == one_pass.score("train")
    assert card.recipe == one_pass.recipe
    site.build([str(path)], tmp_path / "index.html")  # the builder takes it too


def test_pausing_another_seed_and_another_rate(opened: OpenPage, tmp_path: Path) -> None:
    page = opened.page
    page.locator("#training").scroll_into_view_if_needed()
    page.fill("#train-seed", "7")
    page.fill("#train-rate", "0.02")
    page.click("#train-start")
    page.click("#train-start")  # pause: wherever that is
    expect(page.locator("#train-start")).to_have_text(re.compile("Continue|Start"))
    expect(page.locator("#train-seed")).to_be_disabled()
    page.click("#train-pass")  # to the end of the pass
    expect(page.locator("#train-status")).to_contain_text(", digit 0.")
    expect(page.locator("#train-start")).to_have_text("Continue")
    network, card = checkpoint.load_network(download(opened, tmp_path))
    expected = trained(7, 0.02, len(card.passes))
    assert network.vector.tobytes() == expected.network.vector.tobytes()

    page.click("#train-over")
    expect(page.locator("#train-start")).to_have_text("Start")
    expect(page.locator("#train-seed")).to_be_enabled()


def test_bad_settings_are_refused(visited: OpenPage) -> None:
    page = visited.page
    page.locator("#training").scroll_into_view_if_needed()
    for field, wrong in (("#train-seed", "-1"), ("#train-seed", "seven"), ("#train-rate", "0")):
        page.fill(field, wrong)
        page.locator(field).blur()
        assert "Expected" in page.locator(field).evaluate("input => input.validationMessage")
        page.fill(field, "1")
        page.locator(field).blur()
        assert page.locator(field).evaluate("input => input.validationMessage") == ""


def test_drawing_on_the_second_pad(visited: OpenPage) -> None:
    page = visited.page
    page.locator("#train-pad").scroll_into_view_if_needed()
    visited.draw_with_mouse(HANDS[0].draw(7), "#train-pad")
    visited.expect_answer(7)


def test_a_network_in_training_reads_is_used_and_outlives_a_reload(
    opened: OpenPage,
) -> None:
    page = opened.page
    select, answer = page.locator("#weights-zipcode-1989"), page.locator("#train-answer")
    page.locator("#training").scroll_into_view_if_needed()
    expect(answer).to_have_attribute("data-state", "blank")
    run_a_pass(opened)
    opened.draw(HANDS[0].draw(0))
    expect(answer.locator(".digit")).to_have_text("0")
    page.click("#clear")
    expect(answer.locator(".digit")).to_have_text("–")
    page.click("#train-use")
    expect(select.locator("option:checked")).to_have_text("seed 1989, 1 passes")
    used = select.input_value()
    expect(opened.answer()).to_have_attribute("data-weights", used)
    page.reload()
    expect(select).to_have_value(used)
    page.locator("#training").scroll_into_view_if_needed()
    expect(page.locator("#train-status")).to_contain_text("Pass 2 of 23, digit 0.")
    expect(page.locator("#train-start")).to_have_text("Continue")
    page.click("#train-back")
    expect(select).to_have_value("1989")


HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_it_rests_while_hidden_if_the_visitor_agrees(opened: OpenPage) -> None:
    page = opened.page
    page.locator("#training").scroll_into_view_if_needed()
    status, start = page.locator("#train-status"), page.locator("#train-start")
    page.click("#train-start")
    expect(start).to_have_text("Pause")
    page.evaluate(HIDE, True)
    expect(status).to_contain_text("Resting.")
    page.evaluate(HIDE, False)
    expect(start).to_have_text("Pause")
    expect(status).not_to_contain_text("Resting.")
    page.uncheck("#train-rest")
    page.evaluate(HIDE, True)
    expect(start).to_have_text("Pause")
    page.evaluate(HIDE, False)
    page.click("#train-over")
    expect(start).to_have_text("Start")


def test_equality_with_the_shipped_weights_is_told(
    offline: BrowserContext, one_pass: Training, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page whose recipe has one pass, with weights of one pass."""
    recipe = one_pass.recipe
    monkeypatch.setitem(RECIPES, ("zipcode-1989", "1989"), recipe)
    sha256 = hashlib.sha256(one_pass.network.vector.tobytes()).hexdigest()
    card = Card(recipe.network, recipe=recipe, engine="wasm")
    weights, output = tmp_path / "1989.safetensors", tmp_path / "index.html"
    checkpoint.save(weights, one_pass.network.parameters, card)
    site.build([str(weights)], output)
    with offline.new_page() as page:
        run_a_pass(OpenPage(page, output).open())
        expect(page.locator("#train-status")).to_contain_text("Trained.")
        expect(page.locator("#train-proof")).to_contain_text(
            f"bit for bit. SHA-256 of both: {sha256}"
        )


def test_other_weights_than_the_shipped_are_told(unopened: OpenPage) -> None:
    """A run of all passes that ended in other weights, as on a machine that computes wrongly."""
    network, card = checkpoint.load_network(SHIPPED / "zipcode-1989" / "1989.safetensors")
    passes = [record.to_json() for record in card.passes]
    run = {"seed": RECIPE.seed, "rate": RECIPE.learning_rate, "done": 23 * 7291, "passes": passes}
    other = encoded(network.vector * np.float32(1.001))
    page = plant(unopened, run={**run, "vector": {"float32": other}}).page
    page.locator("#training").scroll_into_view_if_needed()
    expect(page.locator("#train-proof")).to_contain_text("Not the shipped weights")


FAILING = """
const Plain = Worker;
window.Worker = class extends Plain {
  constructor(address) {
    super(address);
    window.Worker = Plain;
    setTimeout(() => this.dispatchEvent(new ErrorEvent("error", {message: "out of memory"})), 50);
  }
};
"""


def test_a_lost_worker_is_told_and_can_be_replaced(unopened: OpenPage) -> None:
    page = unopened.page
    page.add_init_script(FAILING)
    opened = unopened.open()
    page.locator("#training").scroll_into_view_if_needed()
    page.click("#train-start")
    status = page.locator("#train-status")
    expect(status).to_contain_text("The training broke off: out of memory.")
    opened.draw(HANDS[0].draw(7))
    opened.expect_answer(7)
    run_a_pass(opened)


def test_without_simd_the_page_reads_and_says_why_it_cannot_train(unopened: OpenPage) -> None:
    page = unopened.page
    page.add_init_script("WebAssembly.validate = () => false;")
    opened = unopened.open()
    opened.draw(HANDS[0].draw(7))
    opened.expect_answer(7)
    page.locator("#training").scroll_into_view_if_needed()
    expect(page.locator("#train-status")).to_contain_text("Training needs WebAssembly")
    expect(page.locator("#train-start")).to_have_attribute("aria-disabled", "true")


@pytest.fixture
def taught(opened: OpenPage) -> OpenPage:
    """A page that has learned three digits of a hand."""
    page = opened.page
    for digit in (1, 7, 9):
        opened.draw(HANDS[0].draw(digit))
        page.locator("#teach-labels button").nth(digit).click()
    expect(page.locator("#teach-examples li")).to_have_count(3)
    page.click("#teach-learn")
    expect(page.locator("#teach-sum")).to_contain_text("Learned in")
    return opened


def test_a_lesson_is_learned_without_forgetting_and_undone(taught: OpenPage) -> None:
    page = taught.page
    text = page.locator("#teach-sum").inner_text()
    own = re.search(r"Your digits misread: (\d+) of 3 before, (\d+) after", text)
    tests = re.search(r"Test digits misread: (\d+) of 2,007 before, (\d+) after", text)
    assert own
    assert tests
    assert int(own[2]) == 0
    assert int(tests[1]) == shipped_misses()
    assert int(tests[2]) < shipped_misses() + 20
    expect(page.locator("#weights-zipcode-1989 option:checked")).to_have_text("taught 1")
    page.click("#teach-undo")
    expect(page.locator("#weights-zipcode-1989")).to_have_value("1989")


def shipped_misses() -> int:
    """Of the shipped weights, as their card says."""
    _, card = checkpoint.load(SHIPPED / "zipcode-1989" / "1989.safetensors")
    return card.passes[-1].test.misses


def test_an_example_can_be_taken_out(visited: OpenPage) -> None:
    page = visited.page
    visited.draw(HANDS[0].draw(3))
    page.locator("#teach-labels button").nth(3).click()
    page.locator("#teach-examples button").click()
    expect(page.locator("#teach-examples li")).to_have_count(0)
    expect(page.locator("#teach-learn")).to_have_attribute("aria-disabled", "true")
