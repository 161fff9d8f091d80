"""The base class of the emitters, which generate the code of one layer each."""

from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from trainer.layers import Layer
from trainer.wasm.memory import Maps, Memory
from trainer.wasm.wat import Code

Axis = tuple[int, int, int]
"""The length, and the strides in the flat vector and in the engine's layout, in float32s."""

AnyLayer = TypeVar("AnyLayer", bound=Layer)


@dataclass(frozen=True)
class Tensor:
    """A parameter: its address in the engine's layout, and its axes in both layouts."""

    name: str
    address: int
    axes: tuple[Axis, ...]


class Emitter(Generic[AnyLayer]):
    """Generates the code of one layer.

    Attributes:
        x, y: input and output in memory; dx, dy: the gradients with respect to them.
        tensors: the parameters, in the network's order.

    """

    def __init__(self, layer: AnyLayer, x: Maps, dx: Maps) -> None:
        self.layer, self.x, self.dx = layer, x, dx
        self.y, self.dy = x, dx
        self.tensors: list[Tensor] = []

    def build(self, memory: Memory, padding: int, padding_value: float) -> None:
        """Allocate memory, the output with the padding that the next layer needs.

        Raise ValueError for a layer that the engine does not support.
        """

    def forward(self, code: Code) -> None:
        """Append the code that computes ``y`` from ``x``."""

    def backward(self, code: Code, input_gradient: bool) -> None:
        """Append the code that computes ``dx`` from ``dy``, then updates the parameters."""


AnyEmitter: TypeAlias = Emitter[Any]
