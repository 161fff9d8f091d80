"""Optimizers: one update rule each, on the flat vector of all parameters.

``state`` holds what a rule remembers between steps, by name, so that a checkpoint can keep it.
"""

from typing import Protocol

import numpy as np

from trainer.arrays import Array


class Optimizer(Protocol):
    """An update rule."""

    state: dict[str, Array]

    def step(self, parameters: Array, gradient: Array, learning_rate: float) -> None:
        """Update ``parameters`` in place; ``gradient`` may be overwritten."""


class SGD:
    """θ ← θ − η·g, nothing else (LeCun et al. 1989; Ismanto 2026, §4.4)."""

    def __init__(self) -> None:
        self.state: dict[str, Array] = {}

    def step(self, parameters: Array, gradient: Array, learning_rate: float) -> None:
        """One step down the gradient."""
        gradient *= learning_rate
        np.subtract(parameters, gradient, out=parameters)


OPTIMIZERS: dict[str, type[SGD]] = {"sgd": SGD}
