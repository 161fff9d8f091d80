"""Which weights are which: what is shown is always worked out from the weights now chosen."""

import base64
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import BrowserContext, expect

from tests.support.browser.open_page import OpenPage
from tests.support.browser.session import KEY, plant
from tests.support.drawings.handwriting import HANDS
from trainer.checkpoints.bundled import SHIPPED
from trainer.checkpoints.checkpoint import load_network
from trainer.datasets.mnist import load_mnist_first
from trainer.networks.network import Network
from trainer.networks.predict import predict

NETWORK = "zipcode-1989"
SELECT = f"#weights-{NETWORK}"
DATA = load_mnist_first()


def shipped() -> Network:
    return load_network(SHIPPED / NETWORK / "1989.safetensors")[0]


def recalled(opened: OpenPage) -> list[dict[str, Any]]:
    """What the page kept for a reload, the latest weights last."""
    text = opened.page.evaluate("(key) => sessionStorage.getItem(key)", KEY)
    found: list[dict[str, Any]] = json.loads(text)["made"]
    return found


def teach(opened: OpenPage, digits: Sequence[int]) -> str:
    """Teach the page some digits of a hand; return the id of the weights then in use."""
    page = opened.page
    before = page.locator(SELECT).input_value()
    for number, digit in enumerate(digits, start=1):
        opened.draw(HANDS[0].draw(digit))
        page.locator("#teach-labels button").nth(digit).click()
        expect(page.locator("#teach-examples li")).to_have_count(number)
    page.click("#teach-learn")
    expect(page.locator("#teach-sum")).to_contain_text("Learned in")
    expect(page.locator(SELECT)).not_to_have_value(before)
    return page.locator(SELECT).input_value()


def outputs_shown(opened: OpenPage, label: int) -> list[float]:
    """Put a sample on the pad and return the ten outputs, to four places, from the bars."""
    opened.page.click(f'#samples [data-label="{label}"]')
    widths: list[float] = opened.page.locator(
        f'.reader[data-network="{NETWORK}"] .bar i'
    ).evaluate_all("bars => bars.map(({style}) => +style.transform.match(/-?[\\d.]+/)[0])")
    return widths


def outputs_expected(opened: OpenPage, label: int, vector: NDArray[np.float32]) -> list[float]:
    """The outputs for that sample, by NumPy."""
    title = opened.page.locator(f'#samples [data-label="{label}"]').get_attribute("title")
    found = re.search(r"image ([\d,]+)", title or "")
    assert found
    index = int(found[1].replace(",", ""))
    network = shipped()
    network.vector[:] = vector
    outputs: list[float] = predict(network, network.inputs(DATA.test_images[[index]]))[0].tolist()
    return outputs


def test_two_lessons_with_a_reload_between_are_two_sets_of_weights(opened: OpenPage) -> None:
    page = opened.page
    first = teach(opened, (1, 7, 9))
    before = outputs_shown(opened, 7)
    page.reload()
    expect(page.locator(SELECT)).to_have_value(first)
    page.click("#clear")
    second = teach(opened, (2, 3))
    assert second != first
    after = outputs_shown(opened, 7)
    assert after != before
    page.reload()
    expect(page.locator(SELECT)).to_have_value(second)
    vectors = [
        np.frombuffer(base64.b64decode(made["vector"]["float32"]), "<f4")
        for made in recalled(opened)
    ]
    assert len(vectors) == 2
    for id_, shown, vector in ((first, before, vectors[0]), (second, after, vectors[1])):
        assert shown == pytest.approx(outputs_expected(opened, 7, vector), abs=2e-4)
        page.select_option(SELECT, id_)
        assert outputs_shown(opened, 7) == shown
    options = page.locator(f"{SELECT} option").all_inner_texts()
    assert len(set(options)) == len(options)


def always(digit: int) -> NDArray[np.float32]:
    """Parameters of a network that reads every image as one digit, and whose layers show it."""
    parameters = (network := shipped()).parameters
    parameters["H1.weight"][0] = parameters["H1.bias"][:] = digit / 10
    parameters["H2.weight"][0] = -digit / 10
    parameters["output.bias"][:] = np.where(np.arange(10) == digit, 50, -50)
    return network.vector.astype(np.float32)


PICTURES = [
    '.kernels [data-network="zipcode-1989"] canvas',
    'canvas[data-stage="H1"]',
    'canvas[data-stage="output"]',
    f'#connections [data-inside="{NETWORK}"] [data-connections="kernels"]',
]
"""What the numbers of a set, or what comes of them, look like."""


def picture(opened: OpenPage, canvas: str, differs_from: str = "") -> str:
    """What a canvas shows once it shows something else than before."""
    opened.page.locator(canvas).first.scroll_into_view_if_needed()
    opened.page.wait_for_function(
        "([canvas, before]) => document.querySelector(canvas).toDataURL() !== before",
        arg=[canvas, differs_from],
    )
    shown: str = opened.page.locator(canvas).first.evaluate("canvas => canvas.toDataURL()")
    return shown


def check_everything_says(opened: OpenPage, digit: int) -> None:
    """Every instrument that shows outputs shows those of a network that always says one digit."""
    page = opened.page
    wrong = f"{int((DATA.test_labels != digit).sum()):,}"
    expect(opened.answer()).to_have_attribute("data-digit", str(digit))
    for text, words in (
        ("#why-sentence", f"the output for {digit}"),
        (f'#distortion [data-reads="{NETWORK}"]', str(digit)),
        ("#failures-sum", f"misreads {wrong} of 2,007"),
        ("#rejection-sum", f"1989: 0 of 2,007 handed over; of the other 2,007, {wrong} are wrong"),
        (f'#zip-codes [data-network="{NETWORK}"] .code', str(digit)),
    ):
        page.locator(text).scroll_into_view_if_needed()
        expect(page.locator(text)).to_contain_text(words)
    shift = page.locator(f'#distortion canvas[data-shift="{NETWORK}"]')
    shift.scroll_into_view_if_needed()
    expect(shift).to_have_attribute("aria-valuetext", re.compile(f": reads {digit}$"))
    expect(page.locator(f'#confusion [data-cell="0{digit}"]')).to_have_attribute(
        "data-count", str(int((DATA.test_labels == 0).sum()))
    )


def test_every_instrument_shows_the_chosen_set_of_two_with_one_title(unopened: OpenPage) -> None:
    opened = plant(unopened, [("taught 1", always(3)), ("taught 1", always(7))])
    page = opened.page
    options = page.locator(f"{SELECT} option")
    assert options.all_inner_texts()[-2:] == ["taught 1", "taught 1 (2)"]
    ids = options.evaluate_all("options => options.slice(-2).map(({value}) => value)")
    assert ids[0] != ids[1]
    opened.draw(HANDS[0].draw(5))
    page.click("#zip-take")
    page.locator("#rejected-share").fill("0")
    before = {canvas: picture(opened, canvas) for canvas in PICTURES}
    for id_, digit in ((ids[0], 3), (ids[1], 7), (ids[0], 3)):
        page.select_option(SELECT, id_)
        expect(opened.answer()).to_have_attribute("data-weights", id_)
        check_everything_says(opened, digit)
        before = {canvas: picture(opened, canvas, before[canvas]) for canvas in PICTURES}
    page.click("#run-check")
    expect(page.locator("#check-sum")).to_contain_text("numbers are NumPy’s")


def test_equal_numbers_are_one_set_whatever_they_are_called(unopened: OpenPage) -> None:
    """Also numbers that were in the page from the start: they keep their calibration."""
    made = [("a", always(3)), ("b", shipped().vector), ("c", always(3))]
    opened = plant(unopened, made, chosen="usps")
    expect(opened.page.locator(SELECT)).to_have_value("usps")
    texts = opened.page.locator(f"{SELECT} option").all_inner_texts()
    assert texts == [
        *(path.stem for path in sorted((SHIPPED / NETWORK).glob("*.safetensors"))),
        "a",
    ]


def test_weights_of_another_size_are_not_taken(unopened: OpenPage) -> None:
    """Pages of other networks keep theirs in the same place."""
    opened = plant(unopened, [("other", np.zeros(7, np.float32))], chosen="other")
    expect(opened.page.locator(SELECT)).to_have_value("1989")
    assert "other" not in opened.page.locator(f"{SELECT} option").all_inner_texts()


def address(opened: OpenPage, holding: str) -> str:
    """Wait for the address to hold a text; return its fragment."""
    expect(opened.page).to_have_url(re.compile(re.escape(holding)))
    return "#" + opened.page.url.split("#")[1]


def test_a_link_brings_weights_where_they_are_and_no_others_elsewhere(
    unopened: OpenPage, offline: BrowserContext, page_file: Path
) -> None:
    opened = plant(unopened, [("taught 1", always(3))], chosen="usps")
    page = opened.page
    opened.draw(HANDS[0].draw(5))
    made = page.locator(f"{SELECT} option").last.get_attribute("value")
    usps = address(opened, "usps")
    page.select_option(SELECT, made)
    taught = address(opened, "sha256")
    page.select_option(SELECT, "1989")
    address(opened, "weights=zipcode-1989:1989")
    page.evaluate("(hash) => { location.hash = hash; }", taught)
    expect(opened.answer()).to_have_attribute("data-weights", made or "")
    expect(opened.answer()).to_have_attribute("data-digit", "3")
    with offline.new_page() as elsewhere:
        missing = "“weights” (they are not in this page)"
        for fragment, weights, told in ((usps, "usps", ""), (taught, "1989", missing)):
            elsewhere.goto("about:blank")
            other = OpenPage(elsewhere, page_file)
            elsewhere.goto(other.url + fragment)
            expect(other.answer()).to_have_attribute("data-weights", weights)
            expect(elsewhere.locator("#link-note")).to_contain_text(told)
            expect(elsewhere.locator("#link-note")).to_be_visible(visible=bool(told))
            expect(elsewhere.locator(SELECT)).to_have_value(weights)
            other.check_quiet()


def test_all_weights_of_a_network_share_one_engine(unopened: OpenPage) -> None:
    """However many are made and tried, no more memory is held for them than their numbers."""
    unopened.page.add_init_script(
        """const plain = WebAssembly.instantiate;
        globalThis.engines = 0;
        WebAssembly.instantiate = (bytes) => { engines++; return plain(bytes); };"""
    )
    opened = plant(unopened, [(f"{digit}", always(digit)) for digit in range(2)])
    page = opened.page
    opened.draw(HANDS[0].draw(5))
    for digit, option in enumerate(page.locator(f"{SELECT} option").all()[-2:]):
        page.select_option(SELECT, option.get_attribute("value"))
        page.locator("#failures").scroll_into_view_if_needed()
        wrong = f"{int((DATA.test_labels != digit).sum()):,}"
        expect(page.locator("#failures-sum")).to_contain_text(f"misreads {wrong} ")
        page.locator("#distortion").scroll_into_view_if_needed()
        expect(page.locator(f'#distortion [data-reads="{NETWORK}"]')).to_have_text(str(digit))
    assert page.evaluate("engines") == 1


def test_a_reload_right_after_a_choice_keeps_it(opened: OpenPage) -> None:
    page = opened.page
    opened.draw(HANDS[0].draw(5))
    page.select_option(SELECT, "usps")
    address(opened, "usps")
    page.select_option(SELECT, "today")
    page.reload()
    expect(page.locator(SELECT)).to_have_value("today")
