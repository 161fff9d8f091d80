"""The base class of the emitters, which generate the code of one layer each."""

from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar

from trainer.layers import Layer
from trainer.wasm.memory import Gradient, Maps, Memory
from trainer.wasm.updates import Backward
from trainer.wasm.wat import Code

Axis = tuple[int, int, int]
"""The length, and the strides in the flat vector and in the engine's layout, in float32s."""

AnyLayer = TypeVar("AnyLayer", bound=Layer)


@dataclass(frozen=True)
class Part:
    """A part of a parameter: where it begins in both layouts, in float32s, and its axes in both."""

    flat: int
    packed: int
    axes: tuple[Axis, ...]


@dataclass(frozen=True)
class Tensor:
    """A parameter: its address in the engine's layout, and its parts."""

    name: str
    address: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Wish:
    """How the layer after it wants a layer's output stored (:class:`trainer.wasm.memory.Maps`)."""

    spread: bool = False
    shift: float = 0.0


class Emitter(Generic[AnyLayer]):
    """Generates the code of one layer.

    Attributes:
        x, y: input and output in memory.
        dx, dy: where the gradients with respect to them go, None if nobody needs them.
        tensors: the parameters, in the network's order.

    """

    spreads: ClassVar[bool] = False
    """Whether the layer wants its input spread."""

    def __init__(self, layer: AnyLayer, x: Maps, dx: Gradient | None) -> None:
        self.layer, self.x, self.dx = layer, x, dx
        self.y = x
        self.dy = dx
        self.tensors: list[Tensor] = []

    @classmethod
    def wish(cls, layer: AnyLayer) -> Wish:
        """Return how this layer wants its input."""
        return Wish(cls.spreads, -getattr(layer, "padding_value", 0.0))

    def build(self, memory: Memory, wish: Wish) -> None:
        """Allocate memory, the output as the next layer wants it.

        Raise ValueError for a layer that the engine does not support.
        """

    def forward(self, code: Code) -> None:
        """Append the code that computes ``y`` from ``x``."""

    def square(self, code: Code) -> None:
        """Append the code that squares, in place, what ``backward`` multiplies by, but weights."""

    def backward(self, code: Code, way: Backward) -> None:
        """Append the code that computes ``dx`` from ``dy``, then updates the parameters."""


AnyEmitter: TypeAlias = Emitter[Any]
