import numpy as np
import pytest
from playwright.sync_api import Page

from tests.support.page_modules import call, module_script
from trainer.datasets.synthetic.today import held_out
from trainer.reading.calibration import fit_logistic, judges
from trainer.reading.decision import Calibration, Kind, calibration_of, decide

EVEN = Calibration(intercept=0.0, slope=1.0, least=0.6)


def outputs(best: float, second: float) -> np.ndarray:
    row = np.full(10, min(-0.9, second))
    row[7], row[2] = best, second
    return row


def test_the_confidence_by_hand() -> None:
    decision = decide(outputs(0.8, -0.2), "Tanh", EVEN, "ink")
    assert (decision.state, decision.digit, decision.second) == ("accepted", 7, 2)
    assert decision.confidence == pytest.approx(1 / (1 + np.exp(-1.0)))


def test_the_margin_of_a_softmax_is_that_of_its_totals() -> None:
    totals = np.array([3.0, 1.0, *[-9.0] * 8])
    probabilities = np.exp(totals) / np.exp(totals).sum()
    decision = decide(probabilities, "Softmax", EVEN, "ink")
    assert decision.confidence == pytest.approx(1 / (1 + np.exp(-2.0)))


def test_what_is_unsure_a_speck_or_nothing_is_not_accepted() -> None:
    assert decide(outputs(0.1, 0.0), "Tanh", EVEN, "ink").state == "rejected"
    assert decide(outputs(1.0, -1.0), "Tanh", EVEN, "speck").state == "rejected"
    blank = decide(outputs(1.0, -1.0), "Tanh", EVEN, "none")
    assert (blank.state, blank.confidence) == ("blank", 0)


def test_the_card_brings_the_calibration() -> None:
    card = {"decision": {"intercept": 1.0, "slope": 2.0, "least": 0.5}}
    assert calibration_of(card, "Tanh") == Calibration(1.0, 2.0, 0.5)
    assert calibration_of({}, "Tanh").slope > 0


def test_the_fit_finds_the_curve_that_made_the_data() -> None:
    rng = np.random.default_rng(4)
    x = rng.uniform(0, 2, 20_000)
    right = rng.random(x.size) < 1 / (1 + np.exp(-(-1 + 3 * x)))
    intercept, slope = fit_logistic(x, right, np.ones(x.size))
    assert intercept == pytest.approx(-1, abs=0.15)
    assert slope == pytest.approx(3, abs=0.2)
    twice = fit_logistic(np.repeat(x, 2), np.repeat(right, 2), np.full(2 * x.size, 0.5))
    assert twice == pytest.approx((intercept, slope))
    assert np.isfinite(fit_logistic(x, np.ones(x.size, bool), np.ones(x.size))).all()


def test_writers_teach_calibrate_or_judge_never_two_of_them() -> None:
    writers = [f"pd-train-w{number:02d}" for number in range(1, 31)]
    unseen = [writer for writer in writers if held_out(writer)]
    assert len(unseen) == 10
    assert sum(map(judges, unseen)) == 5


@pytest.mark.parametrize("kind", ["Tanh", "Softmax"])
def test_the_page_decides_as_python_does(blank: Page, kind: Kind) -> None:
    rng = np.random.default_rng(6)
    rows = np.tanh(rng.normal(0, 1, (200, 10)))
    if kind == "Softmax":
        rows = np.exp(6 * rows) / np.exp(6 * rows).sum(axis=1, keepdims=True)
    blank.evaluate(module_script({"network/decision": ["decide"]}))
    found = call(
        blank,
        "([rows, kind, card]) => rows.map((row) => decide(row, kind, 'ink', card))",
        [rows.tolist(), kind, {"intercept": 0.0, "slope": 1.0, "least": 0.6}],
    )
    for row, theirs in zip(rows, found, strict=True):
        ours = decide(row, kind, EVEN, "ink")
        assert (theirs["state"], theirs["digit"]) == (ours.state, ours.digit)
        assert theirs["second"] == ours.second
        assert theirs["confidence"] == pytest.approx(ours.confidence, abs=1e-12)
    assert {decision["state"] for decision in found} == {"accepted", "rejected"}
