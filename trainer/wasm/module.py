"""The whole engine as WebAssembly text: a network's layers, and what runs them over data.

The module exports

* ``memory``; ``parameters``, ``count``: address and length of the network's flat float32 vector;
  ``heap``: the first free byte, from where the host lays out its images (and grows the memory).
* ``initialize(seed)``: the flat vector as :mod:`trainer.networks.initializers` fills it.
* ``unpack()``: from the flat vector into the engine's layout; ``pack()``: back.
* Only with own rates, ``unpack_rates()``: the same for the flat vector of learning rates at the
  address ``rates``; ``train`` then ignores its ``rate``.
* ``train(inputs, labels, order, count, rate)``: one step on each image that ``order`` (int32)
  names; inputs are float32 (count, 16, 16), labels bytes.
* ``evaluate(inputs, labels, count) → (loss, misses)``: the sum of the losses, and how many
  images' largest output is not their label's.
* ``forward(inputs, count, outputs)``: the outputs, float32 (count, 10).
* ``tanh(values, count)``: tanh of ``count`` vectors in place, for the tests.
"""

from trainer.layers import Conv, Dense, Flatten, Layer, ScaledTanh, Tanh
from trainer.networks.network import Network
from trainer.wasm import passes, sgd
from trainer.wasm.conv import ConvEmitter
from trainer.wasm.dense import DenseEmitter
from trainer.wasm.emitter import AnyEmitter, Emitter
from trainer.wasm.initializer import emit_initialize
from trainer.wasm.memory import Memory
from trainer.wasm.parameters import emit_pack, emit_unpack
from trainer.wasm.squared_error import SquaredError
from trainer.wasm.tanh import ScaledTanhEmitter, TanhEmitter
from trainer.wasm.wat import FLOAT, VECTOR, Code, i32

PAGE = 65536
"""Bytes of a page, in which a WebAssembly memory grows."""


class FlattenEmitter(Emitter[Flatten]):
    """The same numbers: Dense finds the order of its inputs in the block's shape."""


EMITTERS: dict[type[Layer], type[AnyEmitter]] = {
    Conv: ConvEmitter,
    Dense: DenseEmitter,
    Flatten: FlattenEmitter,
    ScaledTanh: ScaledTanhEmitter,
    Tanh: TanhEmitter,
}


def emit(network: Network, initializer: str, *, own_rates: bool = False) -> str:
    """The engine of a network, trained with squared error by SGD, one image a step.

    With ``own_rates`` every parameter has its own learning rate.
    """
    memory = Memory()
    emitters = _build(network, memory)
    x, outputs = emitters[0].x, emitters[-1].y
    loss = SquaredError(memory, outputs, emitters[-1].dy)
    parameters = memory.take(network.vector.size * FLOAT)
    rates, behind = 0, None
    if own_rates:
        rates = memory.take(network.vector.size * FLOAT)
        behind = memory.top  # a second copy of all that is laid out so far
        memory.take(memory.top)

    layers = [emitter for emitter in emitters if not isinstance(emitter, FlattenEmitter)]
    forwards, backwards = [], []
    for emitter in layers:
        forward = Code(f"{emitter.layer.name}.forward")
        emitter.forward(forward)
        forwards.append(forward)
    for emitter in reversed(layers):
        backward = Code(f"{emitter.layer.name}.backward", rates=behind)
        sgd.prepare(backward)
        emitter.backward(backward, input_gradient=emitter is not layers[0])
        backwards.append(backward)
    up, down = [code.name for code in forwards], [code.name for code in backwards]
    functions = [
        _start(memory),
        passes.read(x),
        *forwards,
        loss.value(),
        loss.gradient(),
        *backwards,
        passes.train(x, up, down),
        passes.evaluate(x, up, outputs),
        passes.forward(x, up, outputs),
        passes.tanh_of_many(),
        emit_initialize(network, initializer, parameters),
        emit_unpack(network, emitters, parameters),
        emit_pack(network, emitters, parameters),
    ]
    if behind is not None:
        functions.append(emit_unpack(network, emitters, rates, behind, name="unpack_rates"))
    pages = -(-memory.top // PAGE)
    return "\n".join(
        [
            f";; {network.name}: written by trainer/wasm from the layer list",
            "(module",
            f'(memory (export "memory") {pages})',
            f'(global (export "parameters") i32 {i32(parameters)})',
            f'(global (export "count") i32 {i32(network.vector.size)})',
            *([f'(global (export "rates") i32 {i32(rates)})'] if own_rates else []),
            f'(global (export "heap") i32 {i32(memory.top)})',
            "(global $rate (mut f32) (f32.const 0))",
            *(f'(data {i32(address)} "{_escaped(data)}")' for address, data in memory.data),
            *map(str, functions),
            "(start $start)",
            ")\n",
        ]
    )


def _build(network: Network, memory: Memory) -> list[AnyEmitter]:
    channels, height, width = network.input_shape
    first = network.layers[0]
    if not isinstance(first, Conv) or channels != 1:
        raise ValueError(f"{network.name}: the engine needs a Conv on one input map first")
    x = memory.maps(height, width, channels, first.padding, first.padding_value)
    dx = x  # nobody asks for the gradient by the input
    emitters: list[AnyEmitter] = []
    for layer, after in zip(network.layers, [*network.layers[1:], None], strict=True):
        if type(layer) not in EMITTERS:
            known = ", ".join(kind.__name__ for kind in EMITTERS)
            raise ValueError(
                f"{layer.name}: the engine has no {layer.kind}, only {known}; train with NumPy"
            )
        emitter = EMITTERS[type(layer)](layer, x, dx)
        if isinstance(after, Conv):
            emitter.build(memory, after.padding, after.padding_value)
        else:
            emitter.build(memory, 0, 0.0)
        x, dx = emitter.y, emitter.dy
        emitters.append(emitter)
    return emitters


def _start(memory: Memory) -> Code:
    """Fill the padded blocks with their padding value; the inside is written over."""
    code = Code("start")
    for block in memory.padded:
        code.point(x=block.address)
        with code.loop(block.size // VECTOR, x=VECTOR):
            code.store("x", 0, f"(v128.const f32x4{f' {block.padding_value}' * 4})")
    return code


def _escaped(data: bytes) -> str:
    return "".join(f"\\{byte:02x}" for byte in data)
