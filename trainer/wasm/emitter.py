"""What the emitters of all kinds of layers share."""

from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from trainer.layers import Layer
from trainer.wasm.memory import Maps, Memory
from trainer.wasm.wat import Code

Axis = tuple[int, int, int]
"""How many, and the step in the flat vector and in the engine's block, in float32s."""

AnyLayer = TypeVar("AnyLayer", bound=Layer)


@dataclass(frozen=True)
class Tensor:
    """A parameter: its block in the engine's layout, and how its axes map to the flat vector."""

    name: str
    address: int
    axes: tuple[Axis, ...]


class Emitter(Generic[AnyLayer]):
    """Writes one layer.

    Attributes:
        x, y: the input and the output block; dx, dy: the gradients by them.
        tensors: the parameters, in the network's order.

    """

    def __init__(self, layer: AnyLayer, x: Maps, dx: Maps) -> None:
        self.layer, self.x, self.dx = layer, x, dx
        self.y, self.dy = x, dx
        self.tensors: list[Tensor] = []

    def build(self, memory: Memory, padding: int, padding_value: float) -> None:
        """Take memory; the output has the padding that the next layer wants."""

    def forward(self, code: Code) -> None:
        """Write: ``y`` from ``x``."""

    def backward(self, code: Code, input_gradient: bool) -> None:
        """Write: ``dx`` from ``dy``, then the step of the parameters down their gradient."""


AnyEmitter: TypeAlias = Emitter[Any]
