"""An answer from ten outputs, by hand."""

import numpy as np
import pytest

from trainer.reading.decision import Calibration, decide

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
