"""The whole engine for mini-batches as WebAssembly text.

The module exports

* ``memory``; ``parameters``, ``count``: address and length of the network's flat float32 vector;
  ``table``: 256 float32, the number of each byte of an image; ``heap``: the first free address.
* ``initialize(seed)``: fill the flat vector as :mod:`trainer.networks.initializers` does.
* ``unpack(region)``: copy the flat vector into a region; ``pack(region)``: copy it back. Region 0
  holds the parameters, 1 and 2 the gradients of the halves of a mini-batch, then come the
  optimizer's arrays and the average. ``regions``: the address of the first; ``region_size``: the
  bytes of each.
* ``beta1``, ``beta2``: the powers of Adam's decays after the steps so far.
* ``train(images, labels, order, count, batch, rates, position) → (loss, misses)``: train on the
  images in the order of the indices ``order`` (int32), in mini-batches of ``batch``, at a learning
  rate (float32) for each of them; images are bytes (count, size, size), labels bytes. ``position``
  (i64) is the number of images of the pass that came before.
* ``gradient(images, labels, order, count, weight, position, offset) → (loss, misses)`` and
  ``step(rate)``: its parts, for two engines that share a mini-batch. ``weight`` is 1 / N of the
  whole batch, ``offset`` that of the region of the half.
* ``set_dropout(index, seed)``, where layers drop out: set the seed of the masks of a pass of the
  ``index``-th such layer.
* ``evaluate(images, labels, count) → (loss, misses)``; ``forward(images, count, outputs)``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
from trainer.training.losses import LOSSES as NUMPY_LOSSES
from trainer.training.recipes import Recipe
from trainer.wasm.initializer import emit_initialize
from trainer.wasm.memory import Maps, Memory
from trainer.wasm.minibatch import passes
from trainer.wasm.minibatch.exponential import log_function
from trainer.wasm.minibatch.frame import IMAGES, Frames
from trainer.wasm.minibatch.layers.activations import (
    LeakyReLUEmitter,
    ReLUEmitter,
    ScaledTanhEmitter,
    TanhEmitter,
)
from trainer.wasm.minibatch.layers.conv import ConvEmitter
from trainer.wasm.minibatch.layers.dense import DenseEmitter
from trainer.wasm.minibatch.layers.dropout import DropoutEmitter, emit_set_dropout
from trainer.wasm.minibatch.layers.emitter import FRAME, AnyEmitter
from trainer.wasm.minibatch.layers.flatten import FlattenEmitter
from trainer.wasm.minibatch.layers.pooling import AveragePoolEmitter, MaxPoolEmitter
from trainer.wasm.minibatch.layers.softmax import SoftmaxEmitter
from trainer.wasm.minibatch.losses import LOSSES
from trainer.wasm.minibatch.optimizers import FIRST_ARRAY, OPTIMIZERS
from trainer.wasm.minibatch.regions import emit_copy
from trainer.wasm.module import PAGE, escaped
from trainer.wasm.wat import FLOAT, VECTOR, Code, constant, i32

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


@dataclass(frozen=True)
class Plan:
    """How a network is trained: what the module is made for, beside the network."""

    initializer: str
    loss: str
    optimizer: str
    options: Mapping[str, float] = field(default_factory=dict)
    averaging: float = 0.0

    @staticmethod
    def of(recipe: Recipe) -> "Plan":
        """Return the plan of a recipe."""
        return Plan(
            recipe.initializer,
            recipe.loss,
            recipe.optimizer,
            recipe.optimizer_options,
            recipe.averaging,
        )


def emit(network: Network, plan: Plan) -> str:
    """Emit the module; raise ValueError for layers that the engine does not support."""
    parameters, frames = Memory(), Frames(Memory())
    emitters = _build(network, parameters, frames.layout)
    region = parameters.top - VECTOR
    first = VECTOR
    optimizer = OPTIMIZERS[plan.optimizer](region, plan.options)
    memory = Memory()
    memory.allocate((FIRST_ARRAY + len(optimizer.arrays) + bool(plan.averaging)) * region)
    flat = memory.allocate(network.vector.size * FLOAT)
    table = memory.allocate(256 * FLOAT)
    for emitter in emitters:
        emitter.place(memory)
    fused = bool(NUMPY_LOSSES[plan.loss].fused_with)
    loss = LOSSES[plan.loss](memory, emitters[-1].y, emitters[-1].dy)
    frames.place(memory)
    for emitter in emitters:
        if isinstance(emitter, DenseEmitter):
            emitter.frame_size = frames.size

    first_dense = [emitter.all_frames for emitter in emitters].index(True)
    functions, forwards, backwards = [], [], []
    for emitter in emitters:
        code = Code(f"{emitter.layer.name}.forward", FRAME)
        emitter.forward(code)
        if not code.empty:
            functions.append(code)
            forwards.append(passes.Call(code.name, emitter.all_frames))
    for index, emitter in reversed(list(enumerate(emitters[:-1] if fused else emitters))):
        before = any(earlier.tensors for earlier in emitters[:index])
        code = Code(f"{emitter.layer.name}.backward", FRAME)
        if before or emitter.tensors:
            emitter.backward(code, input_gradient=before)
        if not code.empty:
            functions.append(code)
            call = passes.Call(code.name, emitter.all_frames, unused_too=index > first_dense)
            backwards.append(call)
    picture = passes.Picture(emitters[0].x, network.input.size, network.input.margin)
    classes = len(network.classes)
    functions += [
        _start(frames, emitters[0].x, network.input.paper),
        passes.read(picture, table),
        passes.run(frames, "forward_layers", forwards),
        passes.run(frames, "backward_layers", backwards),
        log_function(),
        loss.value(),
        loss.gradient(),
        passes.largest(emitters[-1].y),
        optimizer.step(first, region, plan.averaging),
        passes.gradient(frames, picture, classes),
        passes.train(region),
        passes.evaluate(frames, picture, classes),
        passes.forward(frames, picture, emitters[-1].y),
        emit_initialize(network, plan.initializer, flat),
        emit_copy("unpack", emitters, flat, region),
        emit_copy("pack", emitters, flat, region),
    ]
    dropouts = [emitter for emitter in emitters if isinstance(emitter, DropoutEmitter)]
    if dropouts:
        functions.append(emit_set_dropout(dropouts))
    return "\n".join(
        [
            f";; {network.name}: written by trainer/wasm from the layer list",
            "(module",
            f'(memory (export "memory") {-(-memory.top // PAGE)})',
            f'(global (export "parameters") i32 {i32(flat)})',
            f'(global (export "count") i32 {i32(network.vector.size)})',
            f'(global (export "table") i32 {i32(table)})',
            f'(global (export "regions") i32 {i32(first)})',
            f'(global (export "region_size") i32 {i32(region)})',
            f'(global (export "heap") i32 {i32(memory.top)})',
            '(global $beta1 (export "beta1") (mut f64) (f64.const 1))',
            '(global $beta2 (export "beta2") (mut f64) (f64.const 1))',
            "(global $gradient_offset (mut i32) (i32.const 0))",
            *(f"(global {emitter.seed} (mut i64) (i64.const 0))" for emitter in dropouts),
            *(f'(data {i32(address)} "{escaped(data)}")' for address, data in memory.data),
            *map(str, functions),
            "(start $start)",
            ")\n",
        ]
    )


def _build(network: Network, parameters: Memory, frame: Memory) -> list[AnyEmitter]:
    """Return an emitter for each layer, with their arrays allocated."""
    channels, height, width = network.input_shape
    first = network.layers[0]
    padding, value = _padding(first)
    x = frame.allocate_maps(height, width, channels, padding, value)
    dx = x  # the gradient with respect to the network's input is never computed
    emitters: list[AnyEmitter] = []
    for layer, after in zip(network.layers, [*network.layers[1:], None], strict=True):
        if type(layer) not in EMITTERS:
            known = ", ".join(kind.__name__ for kind in EMITTERS)
            raise ValueError(
                f"{layer.name}: the engine has no {layer.kind}, only {known}; train with NumPy"
            )
        emitter = EMITTERS[type(layer)](layer, x, dx)
        emitter.build(parameters, frame, *_padding(after))
        x, dx = emitter.y, emitter.dy
        emitters.append(emitter)
    return emitters


def _padding(layer: Layer | None) -> tuple[int, float]:
    """Return the padding that a layer needs around its input, and its value."""
    return (layer.padding, layer.padding_value) if isinstance(layer, Conv) else (0, 0.0)


def _start(frames: Frames, x: Maps, paper: float) -> Code:
    """Emit the start function: fill padding with its value, and the input with paper."""
    code = Code("start")
    for image in range(IMAGES):
        frame = frames.address + image * frames.size
        for maps in frames.layout.padded:
            code.set_i32(x=frame + maps.address)
            with code.loop(maps.size // VECTOR, x=VECTOR):
                code.store("x", 0, constant(maps.padding_value))
        code.set_i32(x=frame + x.inside)
        with code.loop(x.height, x=x.row), code.loop(x.width * x.channels, x=FLOAT):
            code.line(f"(f32.store (local.get $x) (f32.const {paper}))")
    return code
