"""The main path in Firefox and WebKit, from file://: open, draw, read, check, train to the hash."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browsers.drivers import BROWSERS, Visit, missing, wait_for
from tests.support.drawings.handwriting import HANDS

pytestmark = pytest.mark.slow

DRAW = """
const [strokes] = arguments;
const pad = document.querySelector("#pad");
const box = pad.getBoundingClientRect();
document.querySelector("#clear").click();
for (const points of strokes) {
  const send = (type, [x, y]) => pad.dispatchEvent(new PointerEvent(type, {
    bubbles: true, cancelable: true, pointerId: 1, isPrimary: true, pointerType: "mouse",
    button: 0, buttons: type === "pointerup" ? 0 : 1,
    clientX: box.left + x, clientY: box.top + y,
  }));
  send("pointerdown", points[0]);
  points.slice(1).forEach((point) => send("pointermove", point));
  send("pointerup", points.at(-1));
}
"""
READS = """
const [network, digit] = arguments;
return document.querySelector(`.answer[data-network="${network}"]`).dataset.digit === digit;
"""
TEXT = "return document.querySelector(arguments[0]).textContent"
HAS_TEXT = "return document.querySelector(arguments[0]).textContent.includes(arguments[1])"
CLICK = """
const element = document.querySelector(arguments[0]);
element.scrollIntoView();
element.click();
"""


@pytest.fixture(scope="module", params=sorted(BROWSERS))
def visit(
    request: pytest.FixtureRequest, page_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visit]:
    if reason := missing(request.param):
        pytest.skip(reason)
    with BROWSERS[request.param](tmp_path_factory.mktemp(request.param)) as visit:
        visit.open(page_file.as_uri())
        yield visit


@pytest.mark.parametrize("digit", [2, 5, 7])
def test_a_drawn_digit_is_read(visit: Visit, digit: int) -> None:
    visit.run(DRAW, HANDS[0].draw(digit))
    for network in ("zipcode-1989", "lenet5"):
        wait_for(visit, READS, network, str(digit))


def test_the_page_agrees_with_numpy(visit: Visit) -> None:
    visit.run(CLICK, "#run-check")
    wait_for(visit, HAS_TEXT, "#check-sum", "numbers are NumPy’s")


def test_training_ends_in_the_shipped_weights(visit: Visit) -> None:
    visit.run(CLICK, "#train-start")
    wait_for(visit, HAS_TEXT, "#train-proof", "SHA-256")
    assert "Equal to the shipped weights, bit for bit." in visit.run(TEXT, "#train-proof")
