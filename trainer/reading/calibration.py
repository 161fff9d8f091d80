"""Fits the confidence and the "not sure" of a set of weights to strokes of unknown writers.

Of the ten writers that training never saw, five calibrate and five judge: no number in a card
comes from a writer who had a part in making it. The confidence is fitted as if every tenth
drawing were no digit at all (a letter, a sign, a scribble, two digits), where any answer is wrong.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.datasets.pendigits import PenDigit
from trainer.datasets.synthetic.nondigits import NonDigits
from trainer.datasets.synthetic.shapes import read_shapes
from trainer.datasets.synthetic.stroke_variation import vary
from trainer.datasets.synthetic.today import held_out
from trainer.ink.bulk_framing import frame_all, gather
from trainer.ink.framing import frame
from trainer.ink.raster import PAD, Stroke
from trainer.networks.network import Network
from trainer.networks.predict import predict
from trainer.reading.decision import Calibration, Kind, confidences, margins

NONDIGITS = 600
NONDIGITS_SHARE = 0.1
SEED = 7  # another one than the training set's
TABLET = 500  # units; the box in which the digits were written


@dataclass(frozen=True)
class StrokeScore:
    """How weights do on strokes of writers they never saw; shares of ``digits`` or ``accepted``."""

    writers: int
    digits: int
    misses: int
    accepted: int
    accepted_right: int


def calibrate(
    network: Network, digits: Sequence[PenDigit], reject: float
) -> tuple[Calibration, StrokeScore]:
    """Fit to one half of the held-out writers so that ``reject`` of their digits are unsure; judge.

    Returns the calibration and the score on the other half.
    """
    kind: Kind = "Softmax" if network.layers[-1].kind == "Softmax" else "Tanh"
    fitting = [digit for digit in digits if held_out(digit.writer) and not judges(digit.writer)]
    judging = [digit for digit in digits if held_out(digit.writer) and judges(digit.writer)]

    outputs, right = _read(network, fitting)
    others = predict(network, network.inputs(_nondigits(fitting)))
    share = NONDIGITS_SHARE / (1 - NONDIGITS_SHARE) * len(outputs) / len(others)
    intercept, slope = fit_logistic(
        margins(np.concatenate([outputs, others]), kind),
        np.append(right, np.zeros(len(others), bool)),
        np.append(np.ones(len(outputs)), np.full(len(others), share)),
    )
    sure = confidences(outputs, kind, Calibration(intercept, slope, 0.0))
    calibration = Calibration(intercept, slope, float(np.quantile(sure, reject)))

    outputs, right = _read(network, judging)
    accepted = confidences(outputs, kind, calibration) >= calibration.least
    return calibration, StrokeScore(
        writers=len({digit.writer for digit in judging}),
        digits=len(judging),
        misses=int(np.count_nonzero(~right)),
        accepted=int(np.count_nonzero(accepted)),
        accepted_right=int(np.count_nonzero(accepted & right)),
    )


def judges(writer: str) -> bool:
    """Whether a held-out writer (``pd-train-w07``) judges; the others calibrate."""
    return int(writer[-2:]) % 2 == 1


def fit_logistic(
    x: NDArray[np.floating],
    right: NDArray[np.bool_],
    weight: NDArray[np.floating],
    ridge: float = 1e-3,
) -> tuple[float, float]:
    """Intercept and slope of the likeliest P(right) = 1 / (1 + exp(−(a + b·x))), by Newton steps.

    ``weight`` counts a case more or less than once; the ridge keeps the slope finite where
    nothing is wrong.
    """
    columns = np.stack([np.ones(len(x)), x.astype(np.float64)], axis=1)
    found = np.zeros(2)
    for _ in range(100):
        p = 1 / (1 + np.exp(-(columns @ found)))
        gradient = columns.T @ (weight * (right - p)) - ridge * found
        curvature = (columns * (weight * p * (1 - p))[:, None]).T @ columns + ridge * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        found = found + step / max(1.0, float(np.abs(step).max()) / 2)
        if np.abs(step).max() < 1e-9:
            break
    return float(found[0]), float(found[1])


def write_to_card(card: dict[str, Any], calibration: Calibration, score: StrokeScore) -> None:
    """Keep both in the card, where the page finds them."""
    card["decision"] = asdict(calibration)
    card["strokes"] = asdict(score)


def _nondigits(digits: Sequence[PenDigit]) -> NDArray[np.uint8]:
    """Pictures of what is no digit, drawn anew."""
    rng = np.random.default_rng(SEED)
    known = [(digit.label, digit.strokes) for digit in digits]
    drawings = NonDigits(rng, read_shapes("other"), known).draw(NONDIGITS)
    return frame_all(vary(gather(drawings), rng))


def _read(
    network: Network, digits: Sequence[PenDigit]
) -> tuple[NDArray[np.floating], NDArray[np.bool_]]:
    """Outputs (N, 10) for digits framed as the page frames them, and which are right."""
    unit = PAD / TABLET
    drawings = [[Stroke(stroke * unit, 18) for stroke in digit.strokes] for digit in digits]
    pictures = np.stack([frame(drawing).image28 for drawing in drawings])
    outputs = predict(network, network.inputs(pictures))
    labels = np.array([digit.label for digit in digits])
    return outputs, outputs.argmax(axis=1) == labels
