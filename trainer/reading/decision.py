"""Decide from the outputs which class it is, how sure that is, and whether to answer at all.

The margin between the best and the second-best output says how clear the choice is: their
difference, for a softmax that of their logarithms (the difference of
its logits). The confidence is 1 / (1 + exp(−(intercept + slope · margin))), with the two numbers
fitted to strokes of writers who are not in the training set, so that of the answers given with
confidence 0.9 about nine in ten are right. Below ``threshold`` the answer is "not sure" (the
reject option). Weights without a calibration have no confidence, and accept whatever has ink.
``network/decision.js`` mirrors this file.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trainer.ink.framing import InkAmount
from trainer.json_fields import Fields
from trainer.networks.network import OutputKind

Floats = NDArray[np.floating]

MIN_PROBABILITY = 1e-300
"""Lower probabilities count as this, so that their logarithm is finite."""


@dataclass(frozen=True)
class Calibration:
    """How margins become confidences, and the smallest confidence that is accepted.

    A card keeps it as ``{"intercept": …, "slope": …, "least": threshold}``.
    """

    intercept: float
    slope: float
    threshold: float

    def to_json(self) -> dict[str, object]:
        """Return the object that a card keeps."""
        return {"intercept": self.intercept, "slope": self.slope, "least": self.threshold}

    @staticmethod
    def from_json(fields: Fields) -> "Calibration":
        """Read a calibration from a card; raise ValueError where it is none."""
        calibration = Calibration(
            fields.number("intercept"), fields.number("slope"), fields.number("least", 0, 1)
        )
        fields.finish()
        return calibration


@dataclass(frozen=True)
class Decision:
    """The answer to one drawing.

    Attributes:
        state: ``rejected`` keeps the best guess; ``blank`` has nothing to guess from.
        digit, second: the two largest outputs; −1 where blank.
        confidence: how often such an answer is right, 0…1; None where that was not measured:
            for weights without a calibration, and for a speck.
        lead: by how much the largest output exceeds the second.

    """

    state: Literal["accepted", "rejected", "blank"]
    digit: int
    second: int
    confidence: float | None
    lead: float


def margins(outputs: Floats, kind: OutputKind) -> Floats:
    """Return the margin of each row of (N, classes) outputs."""
    ordered = np.sort(outputs.astype(np.float64), axis=1)
    if kind == "Softmax":
        ordered = np.log(np.maximum(ordered, MIN_PROBABILITY))
    margin: Floats = ordered[:, -1] - ordered[:, -2]
    return margin


def confidences(outputs: Floats, kind: OutputKind, calibration: Calibration) -> Floats:
    """Return the confidence of each row of (N, classes) outputs, 0…1."""
    with np.errstate(over="ignore"):  # exp(large) is infinity, and the confidence 0
        score = calibration.intercept + calibration.slope * margins(outputs, kind)
        confidence: Floats = 1 / (1 + np.exp(-score))
    return confidence


def decide(
    outputs: Floats, kind: OutputKind, ink: InkAmount, calibration: Calibration | None
) -> Decision:
    """Answer from one drawing's outputs; a speck is never accepted."""
    if ink == "none":
        return Decision("blank", -1, -1, 0.0 if calibration else None, 0.0)
    digit = int(np.argmax(outputs))
    rest = outputs.astype(np.float64)
    rest[digit] = -np.inf
    second = int(np.argmax(rest))
    lead = float(outputs[digit]) - float(outputs[second])
    if ink == "speck":
        return Decision("rejected", digit, second, None, lead)
    if calibration is None:
        return Decision("accepted", digit, second, None, lead)
    confidence = float(confidences(outputs[None], kind, calibration)[0])
    state: Literal["accepted", "rejected"] = (
        "accepted" if confidence >= calibration.threshold else "rejected"
    )
    return Decision(state, digit, second, confidence, lead)
