"""Calibration: the logistic fit, the split of the writers, and the command on a few strokes."""

from dataclasses import replace
from pathlib import Path
from unittest import mock

import numpy as np
import pytest

from tests.support.commands import run
from tests.support.drawings.handwriting import HANDS
from tests.support.paths import WEIGHTS
from trainer.checkpoints import checkpoint
from trainer.datasets.pendigits import PenDigit
from trainer.datasets.synthetic.writers import is_held_out, is_test_writer
from trainer.reading import calibration as module
from trainer.reading.calibration import calibrate, fit_logistic
from trainer.reading.decision import Calibration
from trainer.reading.stroke_score import StrokeScore

FILE_1989 = WEIGHTS / "zipcode-1989" / "1989.safetensors"
HELD_OUT = [f"pd-train-w{number:02d}" for number in range(1, 31)]
HELD_OUT = [writer for writer in HELD_OUT if is_held_out(writer)]


def test_the_fit_recovers_the_generating_curve() -> None:
    rng = np.random.default_rng(4)
    x = rng.uniform(0, 2, 20_000)
    right = rng.random(x.size) < 1 / (1 + np.exp(-(-1 + 3 * x)))
    intercept, slope = fit_logistic(x, right, np.ones(x.size))
    assert intercept == pytest.approx(-1, abs=0.15)
    assert slope == pytest.approx(3, abs=0.2)
    twice = fit_logistic(np.repeat(x, 2), np.repeat(right, 2), np.full(2 * x.size, 0.5))
    assert twice == pytest.approx((intercept, slope))
    assert np.isfinite(fit_logistic(x, np.ones(x.size, bool), np.ones(x.size))).all()


@pytest.mark.parametrize("ridge", [1e-3, 5.0])
def test_the_fit_is_stationary(ridge: float) -> None:
    """The gradient of the likelihood, each case by its weight, equals that of the ridge."""
    rng = np.random.default_rng(5)
    x, right, weight = rng.uniform(0, 2, 50), rng.random(50) < 0.7, rng.uniform(0.5, 2, 50)
    intercept, slope = fit_logistic(x, right, weight, ridge)
    rest = weight * (right - 1 / (1 + np.exp(-(intercept + slope * x))))
    assert [rest.sum(), rest @ x] == pytest.approx([ridge * intercept, ridge * slope], abs=1e-6)


def test_held_out_writers_are_split_in_halves() -> None:
    assert len(HELD_OUT) == 10
    assert sum(map(is_test_writer, HELD_OUT)) == 5


@pytest.fixture(scope="module")
def digits() -> list[PenDigit]:
    """Make digits of four held-out writers, ten each, in the handwritings of the tests."""
    writers = [w for w in HELD_OUT if is_test_writer(w)][:2] + [
        w for w in HELD_OUT if not is_test_writer(w)
    ][:2]
    return [
        PenDigit(
            id=f"{writer}-{label}",
            source="test",
            writer=writer,
            label=label,
            strokes=[np.array(points) * 500 / 280 for points in hand.draw(label)],
        )
        for writer, hand in zip(writers, HANDS, strict=True)
        for label in range(10)
    ]


@pytest.fixture(scope="module")
def fitted(digits: list[PenDigit]) -> tuple[Calibration, StrokeScore]:
    with mock.patch.object(module, "NONDIGITS", 40):
        return calibrate(checkpoint.load_network(FILE_1989)[0], digits, 0.1)


def test_the_steps_lead_up_to_the_whole(digits: list[PenDigit]) -> None:
    steps: list[tuple[int, int]] = []
    with mock.patch.object(module, "NONDIGITS", 40):
        network = checkpoint.load_network(FILE_1989)[0]
        calibrate(network, digits, 0.1, lambda done, total: steps.append((done, total)))
    assert {total for _, total in steps} == {80}
    counts = [done for done, _ in steps]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (1, 80)


def test_calibrate_on_a_few_strokes(fitted: tuple[Calibration, StrokeScore]) -> None:
    calibration, score = fitted
    assert calibration.slope > 0
    assert 0 < calibration.threshold < 1
    assert (score.writers, score.digits) == (2, 20)
    assert score.misses <= 2 < score.accepted_right <= score.accepted <= 20
    assert score.accepted - score.accepted_right <= score.misses


def test_calibration_is_deterministic(
    digits: list[PenDigit], fitted: tuple[Calibration, StrokeScore]
) -> None:
    with mock.patch.object(module, "NONDIGITS", 40):
        assert calibrate(checkpoint.load_network(FILE_1989)[0], digits, 0.1) == fitted


def test_the_fit_does_not_depend_on_the_test_writers(
    digits: list[PenDigit], fitted: tuple[Calibration, StrokeScore]
) -> None:
    wrong = [
        replace(digit, label=(digit.label + 1) % 10) if is_test_writer(digit.writer) else digit
        for digit in digits
    ]
    with mock.patch.object(module, "NONDIGITS", 40):
        calibration, score = calibrate(checkpoint.load_network(FILE_1989)[0], wrong, 0.1)
    assert calibration == fitted[0]
    assert score.misses >= 18


def test_the_threshold_rejects_the_given_share_of_the_fitting_digits(
    digits: list[PenDigit],
) -> None:
    network, _ = checkpoint.load_network(FILE_1989)
    thresholds = []
    for reject in (0.0, 0.3, 0.6):
        with mock.patch.object(module, "NONDIGITS", 40):
            thresholds.append(calibrate(network, digits, reject)[0].threshold)
    assert thresholds == sorted(set(thresholds))


def test_the_command_changes_only_calibration_and_stroke_score(
    digits: list[PenDigit], tmp_path: Path
) -> None:
    path = tmp_path / "weights.safetensors"
    path.write_bytes(FILE_1989.read_bytes())
    tensors, before = checkpoint.load(path)
    with (
        mock.patch("trainer.commands.calibrate.load_pendigits", return_value=digits),
        mock.patch.object(module, "NONDIGITS", 40),
    ):
        assert run("trainer", "calibrate", path).code == 0
    after_tensors, after = checkpoint.load(path)
    assert after.calibration != before.calibration
    assert after.stroke_score != before.stroke_score
    kept = replace(after, calibration=before.calibration, stroke_score=before.stroke_score)
    assert kept == before
    for name, values in tensors.items():
        assert np.array_equal(values, after_tensors[name]), name
