"""From ten outputs to an answer: which digit, how sure, and whether to say it at all.

The margin between the best and the second-best output says how clear the choice is: their
difference for tanh outputs, the difference of their logarithms for a softmax (the difference of
its totals). The confidence is 1 / (1 + exp(−(intercept + slope · margin))), the two numbers
fitted on strokes of writers that training never saw, so that of answers given with confidence
0.9 about nine in ten are right. Below ``least`` the answer is "not sure" (reject option).
``decide.js`` mirrors this file.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Kind = Literal["Tanh", "Softmax"]
Ink = Literal["none", "speck", "ink"]


@dataclass(frozen=True)
class Calibration:
    """How margins become confidences, and the least that is accepted; kept in the card."""

    intercept: float
    slope: float
    least: float


# For weights that nobody has calibrated: cautious and untested.
UNCALIBRATED: dict[Kind, Calibration] = {
    "Tanh": Calibration(-3.0, 6.0, 0.5),
    "Softmax": Calibration(-2.0, 1.0, 0.5),
}


@dataclass(frozen=True)
class Decision:
    """``rejected`` keeps the best guess; ``blank`` has nothing to guess from."""

    state: Literal["accepted", "rejected", "blank"]
    digit: int
    second: int
    confidence: float


def calibration_of(card: dict[str, Any], kind: Kind) -> Calibration:
    """The calibration in a card, or the kind's cautious one."""
    found = card.get("decision")
    if found is None:
        return UNCALIBRATED[kind]
    return Calibration(found["intercept"], found["slope"], found["least"])


def margins(outputs: Floats, kind: Kind) -> Floats:
    """The margin of each row of (N, 10) outputs."""
    ordered = np.sort(outputs.astype(np.float64), axis=1)
    if kind == "Softmax":
        ordered = np.log(np.maximum(ordered, 1e-300))
    margin: Floats = ordered[:, -1] - ordered[:, -2]
    return margin


def confidences(outputs: Floats, kind: Kind, calibration: Calibration) -> Floats:
    """The confidence of each row of (N, 10) outputs, 0…1."""
    score = calibration.intercept + calibration.slope * margins(outputs, kind)
    confidence: Floats = 1 / (1 + np.exp(-score))
    return confidence


def decide(outputs: Floats, kind: Kind, calibration: Calibration, ink: Ink) -> Decision:
    """Answer from one drawing's ten outputs; a speck is never accepted."""
    if ink == "none":
        return Decision("blank", -1, -1, 0.0)
    digit = int(np.argmax(outputs))
    rest = outputs.astype(np.float64)
    rest[digit] = -np.inf
    confidence = float(confidences(outputs[None], kind, calibration)[0])
    accepted = ink == "ink" and confidence >= calibration.least
    return Decision("accepted" if accepted else "rejected", digit, int(np.argmax(rest)), confidence)
