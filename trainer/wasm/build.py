"""From a network's layers to their emitters, each with its place in memory."""

from collections.abc import Sequence
from typing import TypeAlias

from trainer.layers import (
    AveragePool,
    Conv,
    Dense,
    Dropout,
    Flatten,
    Layer,
    LeakyReLU,
    MaxPool,
    ReLU,
    ScaledTanh,
    Softmax,
    Tanh,
)
from trainer.networks.network import Network
from trainer.wasm.emitter import AnyEmitter, Emitter, Wish
from trainer.wasm.layers.conv import ConvEmitter
from trainer.wasm.layers.dense import DenseEmitter
from trainer.wasm.layers.dropout import DropoutEmitter
from trainer.wasm.layers.pooling import AveragePoolEmitter, MaxPoolEmitter
from trainer.wasm.layers.rectifiers import LeakyReLUEmitter, ReLUEmitter
from trainer.wasm.layers.softmax import SoftmaxEmitter
from trainer.wasm.layers.tanh import ScaledTanhEmitter, TanhEmitter
from trainer.wasm.losses.cross_entropy import CrossEntropy
from trainer.wasm.losses.squared_error import SquaredError
from trainer.wasm.memory import Gradient, Memory
from trainer.wasm.method import Method
from trainer.wasm.updates import Backward
from trainer.wasm.wat import Code


class FlattenEmitter(Emitter[Flatten]):
    """No code: Dense takes the order of its inputs from the maps' shape."""


EMITTERS: dict[type[Layer], type[AnyEmitter]] = {
    AveragePool: AveragePoolEmitter,
    Conv: ConvEmitter,
    Dense: DenseEmitter,
    Dropout: DropoutEmitter,
    Flatten: FlattenEmitter,
    LeakyReLU: LeakyReLUEmitter,
    MaxPool: MaxPoolEmitter,
    ReLU: ReLUEmitter,
    ScaledTanh: ScaledTanhEmitter,
    Softmax: SoftmaxEmitter,
    Tanh: TanhEmitter,
}
AnyLoss: TypeAlias = SquaredError | CrossEntropy
LOSSES: dict[str, type[AnyLoss]] = {
    "squared-error": SquaredError,
    "cross-entropy": CrossEntropy,
}


def build(network: Network, memory: Memory) -> list[AnyEmitter]:
    """Return the emitters, one after another in memory; raise ValueError for unknown layers."""
    channels, height, width = network.input_shape
    for layer in network.layers:
        if type(layer) not in EMITTERS:
            known = ", ".join(kind.__name__ for kind in EMITTERS)
            raise ValueError(
                f"{layer.name}: the engine has no {layer.kind}, only {known}; train with NumPy"
            )
    wishes = [_wish(network.layers[n:]) for n in range(len(network.layers) + 1)]
    x = memory.allocate_maps(
        height, width, channels, spread=wishes[0].spread, shift=wishes[0].shift
    )
    dx: Gradient | None = None
    emitters: list[AnyEmitter] = []
    for layer, wish in zip(network.layers, wishes[1:], strict=True):
        emitter = EMITTERS[type(layer)](layer, x, dx)
        emitter.build(memory, wish)
        x, dx = emitter.y, emitter.dy
        emitters.append(emitter)
    return emitters


def _wish(layers: Sequence[Layer]) -> Wish:
    """Return how the first of the layers wants its input, or the one after it if it has no code."""
    for layer in layers:
        if not isinstance(layer, Flatten):
            return EMITTERS[type(layer)].wish(layer)
    return Wish()


def loss_of(method: Method, memory: Memory, emitters: Sequence[AnyEmitter]) -> AnyLoss:
    """Return the method's loss of the outputs; raise ValueError unless it fits the last layer."""
    last = emitters[-1]
    if (method.loss == "cross-entropy") != isinstance(last, SoftmaxEmitter):
        raise ValueError(f"the engine has no {method.loss} after {last.layer.kind}")
    if last.dy is None:
        raise ValueError("the engine has nothing to train in this network")
    return LOSSES[method.loss](memory, last.y, last.dy)


def function(emitter: AnyEmitter, way: Backward | None) -> Code:
    """Emit a layer's forward or backward pass; empty for a layer without one."""
    code = Code(f"{emitter.layer.name}.{way.name if way else 'forward'}")
    if way is None:
        emitter.forward(code)
    else:
        emitter.backward(code, way)
    return code
