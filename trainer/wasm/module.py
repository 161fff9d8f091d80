"""The whole engine as WebAssembly text: a network's layers, and the loops over images.

The module exports

* ``memory``; ``parameters``, ``count``: address and length of the network's flat float32 vector;
  ``heap``: the first free address, where the host places its images (and grows the memory).
* ``initialize(seed)``: fill the flat vector as :mod:`trainer.networks.initializers` does.
* ``unpack()``: copy the flat vector into the engine's layout; ``pack()``: copy it back.
* ``unpack_rates()``, only with a learning rate for each parameter: copy the flat vector of rates,
  at the address ``rates``, into the engine's layout; ``train`` then ignores its ``rate``.
* ``train(inputs, labels, order, count, rate)``: one step on each image, in the order of the
  indices ``order`` (int32); inputs are float32 (count, H, W), labels bytes.
* ``evaluate(inputs, labels, count) → (loss, misses)``: the sum of the losses, and the number of
  images whose largest output is not that of their label.
* ``forward(inputs, count, outputs)``: write the outputs, float32 (count, units).
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
    """No code: Dense takes the order of its inputs from the maps' shape."""


EMITTERS: dict[type[Layer], type[AnyEmitter]] = {
    Conv: ConvEmitter,
    Dense: DenseEmitter,
    Flatten: FlattenEmitter,
    ScaledTanh: ScaledTanhEmitter,
    Tanh: TanhEmitter,
}


def emit(network: Network, initializer: str, *, rate_per_parameter: bool = False) -> str:
    """Emit the module for a network, trained with squared error by SGD, one image a step.

    Raise ValueError for layers that the engine does not support.
    """
    memory = Memory()
    emitters = _build(network, memory)
    x, outputs = emitters[0].x, emitters[-1].y
    loss = SquaredError(memory, outputs, emitters[-1].dy)
    parameters = memory.allocate(network.vector.size * FLOAT)
    rates, rates_offset = 0, None
    if rate_per_parameter:
        rates = memory.allocate(network.vector.size * FLOAT)
        rates_offset = memory.top  # the layout so far once more: each weight's rate has its place
        memory.allocate(memory.top)

    layers = [emitter for emitter in emitters if not isinstance(emitter, FlattenEmitter)]
    forwards, backwards = [], []
    for emitter in layers:
        forward = Code(f"{emitter.layer.name}.forward")
        emitter.forward(forward)
        forwards.append(forward)
    for emitter in reversed(layers):
        backward = Code(f"{emitter.layer.name}.backward", rates_offset=rates_offset)
        sgd.prepare(backward)
        emitter.backward(backward, input_gradient=emitter is not layers[0])
        backwards.append(backward)
    forward_names = [code.name for code in forwards]
    backward_names = [code.name for code in backwards]
    functions = [
        _start(memory),
        passes.read(x),
        *forwards,
        loss.value(),
        loss.gradient(),
        *backwards,
        passes.train(x, forward_names, backward_names),
        passes.evaluate(x, forward_names, outputs),
        passes.forward(x, forward_names, outputs),
        passes.tanh_array(),
        emit_initialize(network, initializer, parameters),
        emit_unpack(network, emitters, parameters),
        emit_pack(network, emitters, parameters),
    ]
    if rates_offset is not None:
        functions.append(emit_unpack(network, emitters, rates, rates_offset, name="unpack_rates"))
    pages = -(-memory.top // PAGE)
    return "\n".join(
        [
            f";; {network.name}: written by trainer/wasm from the layer list",
            "(module",
            f'(memory (export "memory") {pages})',
            f'(global (export "parameters") i32 {i32(parameters)})',
            f'(global (export "count") i32 {i32(network.vector.size)})',
            *([f'(global (export "rates") i32 {i32(rates)})'] if rate_per_parameter else []),
            f'(global (export "heap") i32 {i32(memory.top)})',
            "(global $rate (mut f32) (f32.const 0))",
            *(f'(data {i32(address)} "{escaped(data)}")' for address, data in memory.data),
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
    x = memory.allocate_maps(height, width, channels, first.padding, first.padding_value)
    dx = x  # the gradient with respect to the network's input is never computed
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
    """Emit the start function: fill padded arrays with their padding value, inside included."""
    code = Code("start")
    for maps in memory.padded:
        code.set_i32(x=maps.address)
        with code.loop(maps.size // VECTOR, x=VECTOR):
            code.store("x", 0, f"(v128.const f32x4{f' {maps.padding_value}' * 4})")
    return code


def escaped(data: bytes) -> str:
    """Return bytes as WebAssembly text writes them."""
    return "".join(f"\\{byte:02x}" for byte in data)
