import numpy as np
import pytest
from playwright.sync_api import Page

from tests.support.page_modules import call, module_script
from trainer.ink.framing import InkAmount
from trainer.reading.decision import Calibration, OutputKind, decide

EVEN = Calibration(intercept=0.0, slope=1.0, threshold=0.6)


def outputs(best: float, second: float) -> np.ndarray:
    row = np.full(10, min(-0.9, second))
    row[7], row[2] = best, second
    return row


def test_the_confidence_by_hand() -> None:
    decision = decide(outputs(0.8, -0.2), "Tanh", "ink", EVEN)
    assert (decision.state, decision.digit, decision.second) == ("accepted", 7, 2)
    assert decision.confidence == pytest.approx(1 / (1 + np.exp(-1.0)))


def test_the_margin_of_a_softmax_is_that_of_its_totals() -> None:
    totals = np.array([3.0, 1.0, *[-9.0] * 8])
    probabilities = np.exp(totals) / np.exp(totals).sum()
    decision = decide(probabilities, "Softmax", "ink", EVEN)
    assert decision.confidence == pytest.approx(1 / (1 + np.exp(-2.0)))


def test_what_is_unsure_a_speck_or_nothing_is_not_accepted() -> None:
    assert decide(outputs(0.1, 0.0), "Tanh", "ink", EVEN).state == "rejected"
    speck = decide(outputs(1.0, -1.0), "Tanh", "speck", EVEN)
    assert (speck.state, speck.digit, speck.confidence) == ("rejected", 7, None)
    blank = decide(outputs(1.0, -1.0), "Tanh", "none", EVEN)
    assert (blank.state, blank.confidence) == ("blank", 0)


def test_weights_without_a_calibration_claim_no_frequency() -> None:
    decision = decide(outputs(0.1, 0.0), "Tanh", "ink", None)
    assert (decision.state, decision.digit, decision.confidence) == ("accepted", 7, None)
    assert decision.lead == pytest.approx(0.1)


CALIBRATIONS = [EVEN, Calibration(-2.0, 3.0, 0.5), Calibration(-1e308, -1e308, 1.0), None]


@pytest.mark.parametrize("calibration", CALIBRATIONS, ids=str)
@pytest.mark.parametrize("kind", ["Tanh", "Softmax"])
def test_the_page_decides_as_python_does(
    blank: Page, kind: OutputKind, calibration: Calibration | None
) -> None:
    rng = np.random.default_rng(6)
    rows = np.tanh(rng.normal(0, 1, (200, 10)))
    if kind == "Softmax":
        rows = np.exp(6 * rows) / np.exp(6 * rows).sum(axis=1, keepdims=True)
        rows[0] = np.eye(10)[3]  # logarithms of zero
    inks: list[InkAmount] = ["none", "speck", *["ink"] * 198]  # type: ignore[list-item]
    blank.evaluate(module_script({"network/decision": ["decide"]}))
    found = call(
        blank,
        "([rows, inks, kind, card]) => rows.map((row, i) => decide(row, kind, inks[i], card))",
        [rows.tolist(), inks, kind, calibration and vars(calibration)],
    )
    for row, ink, theirs in zip(rows, inks, found, strict=True):
        ours = decide(row, kind, ink, calibration)
        confidence = theirs.pop("confidence")
        assert theirs == {name: value for name, value in vars(ours).items() if name != "confidence"}
        if ours.confidence is None:
            assert confidence is None
        else:
            assert confidence == pytest.approx(ours.confidence, abs=1e-12)
