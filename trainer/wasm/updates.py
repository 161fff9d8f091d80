"""What the backward pass of a layer does with the gradient of each four parameters."""

from dataclasses import dataclass
from typing import Protocol

from trainer.wasm.wat import Code, add, load, mul, sub


class Update(Protocol):
    """The use of a gradient."""

    def step(
        self, code: Code, pointer: str, offset: int, gradient: str, value: str | None = None
    ) -> None:
        """Append it, for the parameters θ at ``pointer + offset``; ``value`` holds θ, if given."""


@dataclass(frozen=True)
class Descent:
    """θ ← θ − g: SGD, on-line. The learning rate is in the gradient of the loss already."""

    def step(
        self, code: Code, pointer: str, offset: int, gradient: str, value: str | None = None
    ) -> None:
        """Append the step."""
        code.store(pointer, offset, sub(value or load(pointer, offset), gradient))


@dataclass(frozen=True)
class OwnRates:
    """θ ← θ − η·g, each parameter at a rate of its own, ``rates`` bytes further."""

    rates: int

    def step(
        self, code: Code, pointer: str, offset: int, gradient: str, value: str | None = None
    ) -> None:
        """Append the step of :class:`trainer.training.optimizers.DiagonalNewton`."""
        scaled = mul(load(pointer, offset + self.rates), gradient)
        code.store(pointer, offset, sub(value or load(pointer, offset), scaled))


@dataclass(frozen=True)
class Accumulate:
    """Σ ← Σ + g, the sum over a batch, ``sums`` bytes further."""

    sums: int

    def step(
        self, code: Code, pointer: str, offset: int, gradient: str, value: str | None = None
    ) -> None:
        """Append the addition."""
        at = offset + self.sums
        code.store(pointer, at, add(load(pointer, at), gradient))


@dataclass(frozen=True)
class Backward:
    """A backward pass: that of the gradient, or with ``squared`` that of second derivatives.

    In the latter every factor is squared (:meth:`trainer.layers.base.Layer.second_backward`): the
    weights, ``weights`` bytes further, and in place the inputs and the slopes.
    """

    update: Update
    weights: int = 0
    squared: bool = False

    @property
    def name(self) -> str:
        """What the layers' functions are called after."""
        return "curvature" if self.squared else "backward"

    def shift(self, shift: float) -> float:
        """Return the inputs' shift: what is in the padding, −shift, is stored as 0 either way."""
        return -(shift**2) if self.squared else shift
