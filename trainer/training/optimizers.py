"""Optimizers: one update rule each, on the flat vector of all parameters.

``state`` holds the arrays that a rule keeps between steps, by name, so that a run can be saved and
resumed. A rule makes them on its first step, unless they were restored from an earlier run.
"""

from collections.abc import Callable, Mapping
from copy import copy
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
        """Make one step of gradient descent."""
        gradient *= learning_rate
        np.subtract(parameters, gradient, out=parameters)


class Momentum:
    """v ← μ·v + g, θ ← θ − η·v (Polyak 1964)."""

    def __init__(self, momentum: float = 0.9) -> None:
        self.momentum = momentum
        self.state: dict[str, Array] = {}

    def step(self, parameters: Array, gradient: Array, learning_rate: float) -> None:
        """Make one step along the decaying sum of the gradients."""
        velocity = _state_array(self.state, "velocity", parameters)
        velocity *= self.momentum
        velocity += gradient
        np.multiply(velocity, learning_rate, out=gradient)
        np.subtract(parameters, gradient, out=parameters)


class RMSProp:
    """v ← ρ·v + (1 − ρ)·g², θ ← θ − η·g / (√v + ε) (Tieleman & Hinton 2012)."""

    def __init__(self, rho: float = 0.9, epsilon: float = 1e-8) -> None:
        self.rho, self.epsilon = rho, epsilon
        self.state: dict[str, Array] = {}

    def step(self, parameters: Array, gradient: Array, learning_rate: float) -> None:
        """Make one step, each component divided by its root mean square."""
        square = _state_array(self.state, "square", parameters)
        _update_average(square, gradient * gradient, self.rho)
        size = np.sqrt(square)
        size += self.epsilon
        gradient *= learning_rate
        gradient /= size
        np.subtract(parameters, gradient, out=parameters)


class AdamW:
    """Adam with decoupled weight decay, θ ← θ − η·decay·θ (Loshchilov & Hutter 2019).

    With decay 0 it is Adam (Kingma & Ba 2014; Batmazoğlu, eq. 8):
    m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², θ ← θ − η·m̂ / (√v̂ + ε), where
    m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ).
    """

    def __init__(
        self,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        decay: float = 0.01,
    ) -> None:
        self.beta1, self.beta2, self.epsilon, self.decay = beta1, beta2, epsilon, decay
        self.state: dict[str, Array] = {}

    def step(self, parameters: Array, gradient: Array, learning_rate: float) -> None:
        """Make one step along the first moment, divided by the root of the second."""
        first = _state_array(self.state, "first", parameters)
        second = _state_array(self.state, "second", parameters)
        steps = self.state.setdefault("steps", np.zeros(1))
        steps += 1
        _update_average(second, gradient * gradient, self.beta2)
        _update_average(first, gradient, self.beta1)
        size = second / (1 - self.beta2 ** float(steps[0]))
        np.sqrt(size, out=size)
        size += self.epsilon
        np.divide(first, size, out=gradient)
        gradient *= learning_rate / (1 - self.beta1 ** float(steps[0]))
        if self.decay:
            parameters *= 1 - learning_rate * self.decay
        np.subtract(parameters, gradient, out=parameters)


class Adam(AdamW):
    """Adam without weight decay (Kingma & Ba 2014; Batmazoğlu, eq. 8)."""

    def __init__(self, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8) -> None:
        super().__init__(beta1, beta2, epsilon, decay=0)


class DiagonalNewton:
    """θ ← θ − η·g / (μ + h), one h ≥ 0 for each parameter: the algorithm of LeCun et al. (1989).

    "A special version of Newton's algorithm that uses a positive, diagonal approximation of the
    Hessian" (§3.4), in the form published since as stochastic diagonal Levenberg–Marquardt
    (LeCun et al. 1998, appendix C): before each pass, h is the mean over ``sample`` images of the
    back-propagated second derivatives; ``damping`` is μ, which keeps the steps finite where the
    loss is flat.
    """

    def __init__(self, damping: float = 0.02, sample: float = 500) -> None:
        self.damping, self.sample = damping, int(sample)
        self.state: dict[str, Array] = {}

    def set_curvature(self, curvature: Array) -> None:
        """Set h, one number for each parameter; the steps until the next call use it."""
        self.state["inverse"] = 1 / (self.damping + curvature)

    def step(self, parameters: Array, gradient: Array, learning_rate: float) -> None:
        """Make one step of gradient descent, each parameter at its own learning rate."""
        gradient *= self.state["inverse"]
        gradient *= learning_rate
        np.subtract(parameters, gradient, out=parameters)


def _state_array(state: dict[str, Array], name: str, parameters: Array) -> Array:
    """Return the array called ``name``, on the first step zeros like the parameters."""
    if name not in state:
        state[name] = np.zeros_like(parameters)
    return state[name]


def initial_state(optimizer: Optimizer, parameters: Array) -> dict[str, Array]:
    """Return arrays like those that the optimizer holds after a step, by name."""
    blank = copy(optimizer)
    blank.state = {}
    if isinstance(blank, DiagonalNewton):
        blank.set_curvature(np.zeros_like(parameters))
    blank.step(np.zeros_like(parameters), np.zeros_like(parameters), 0.0)
    return blank.state


def _update_average(average: Array, value: Array, decay: float) -> None:
    """average ← decay · average + (1 − decay) · value, in place; ``value`` is overwritten."""
    value *= 1 - decay
    average *= decay
    average += value


OPTIMIZERS: dict[str, Callable[..., Optimizer]] = {
    "sgd": SGD,
    "momentum": Momentum,
    "rmsprop": RMSProp,
    "adam": Adam,
    "adamw": AdamW,
    "diagonal-newton": DiagonalNewton,
}


def create(name: str, options: Mapping[str, float]) -> Optimizer:
    """Make the optimizer called ``name``; raise ValueError, listing the names, if there is none."""
    if name not in OPTIMIZERS:
        raise ValueError(f"no optimizer is called {name!r}; there are {', '.join(OPTIMIZERS)}")
    return OPTIMIZERS[name](**options)
