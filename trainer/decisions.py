"""From ten outputs to an answer: which digit, how sure, and whether to stand by it.

``decide.js`` does the same in the page.
"""

from dataclasses import dataclass

import numpy as np

from trainer.arrays import Array

LEAST = {"Tanh": 0.25, "Softmax": 0.5}
"""The least confidence that is accepted, by kind of output."""


@dataclass(frozen=True)
class Decision:
    """A network's answer; ``confidence`` is 0…1."""

    digit: int
    confidence: float
    accepted: bool


def decide(outputs: Array, kind: str) -> Decision:
    """Ten outputs of a last layer of ``kind`` → the answer.

    Confidence is, for tanh outputs, half the distance from the best to the second best; for
    softmax outputs, the winner's probability.
    """
    second, best = np.sort(outputs)[-2:]
    confidence = float((best - second) / 2 if kind == "Tanh" else best)
    return Decision(int(outputs.argmax()), confidence, confidence >= LEAST[kind])
