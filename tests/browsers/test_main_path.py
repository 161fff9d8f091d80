"""The main path in Firefox and WebKit, from file://: open, draw, read, check, train to the hash."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browsers.drivers import BROWSERS, Visit, missing, wait_for
from tests.support.handwriting import HANDS
from trainer.checkpoints.bundled import SHIPPED
from trainer.checkpoints.checkpoint import load_network

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
DIGIT = 'return document.querySelector(`.answer[data-network="${arguments[0]}"]`).dataset.digit'


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
        wait_for(visit, f"return ({DIGIT[7:]}) === arguments[1]", network, str(digit))


def test_the_page_agrees_with_numpy(visit: Visit) -> None:
    visit.run('document.querySelector("#run-check").click()')
    told = 'return document.querySelector("#check-sum").textContent'
    wait_for(visit, f"{told} !== arguments[0]", visit.run(told))
    wait_for(visit, f"return /equal|agree|largest/i.test({told[7:]})")


def test_training_ends_in_the_shipped_weights(visit: Visit) -> None:
    network, _ = load_network(SHIPPED / "zipcode-1989" / "1989.safetensors")
    assert network.counts.parameters == 9_760
    start = 'document.querySelector("#train-start")'
    visit.run(f"{start}.scrollIntoView()")  # training is prepared when it comes near
    wait_for(visit, f"{start}.click(); return {start}.textContent !== 'Start'")
    proof = 'document.querySelector("#train-proof").textContent'
    wait_for(visit, f"return {proof}.includes('SHA-256')")
    assert "Equal to the shipped weights, bit for bit." in visit.run(f"return {proof}")
