"""The base class of the emitters of layers that are trained in mini-batches."""

from typing import Any, ClassVar, Generic, TypeAlias, TypeVar

from trainer.layers import Layer
from trainer.wasm.emitter import Tensor
from trainer.wasm.memory import Maps, Memory
from trainer.wasm.wat import Code

AnyLayer = TypeVar("AnyLayer", bound=Layer)

FRAME = "(param $frame i32)"
"""The signature of a layer's functions: the address of a frame, or of the first of four."""


class Emitter(Generic[AnyLayer]):
    """Generates the code of one layer.

    Attributes:
        all_frames: whether the functions work on all frames at once.
        x, y: input and output, at offsets in a frame; dx, dy: the gradients with respect to them.
        tensors: the parameters, in the network's order.

    """

    all_frames: ClassVar[bool] = False

    def __init__(self, layer: AnyLayer, x: Maps, dx: Maps) -> None:
        self.layer, self.x, self.dx = layer, x, dx
        self.y, self.dy = x, dx
        self.tensors: list[Tensor] = []

    def build(self, parameters: Memory, frame: Memory, padding: int, padding_value: float) -> None:
        """Allocate parameters and outputs, these with the padding that the next layer needs.

        Raise ValueError for a layer that the engine does not support.
        """

    def place(self, memory: Memory) -> None:
        """Allocate constant tables, if the code needs some."""

    def forward(self, code: Code) -> None:
        """Append the code that computes ``y`` from ``x``."""

    def backward(self, code: Code, input_gradient: bool) -> None:
        """Append the code that computes ``dx`` from ``dy`` and adds to the gradient."""


AnyEmitter: TypeAlias = Emitter[Any]
