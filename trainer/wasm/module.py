"""The whole engine as WebAssembly text: a network's layers, and the loops over images.

The module exports

* ``memory``; ``parameters``, ``count``: address and length of the network's flat float32 vector;
  ``state``: the address of another of its length; ``heap``: the first free address, where the host
  places its images (and grows the memory).
* ``initialize(seed)``: fill the flat vector as :mod:`trainer.networks.initializers` does.
* ``unpack()``: copy the flat vector into the engine's layout; ``pack()``: copy it back.
* ``evaluate(images, labels, count) → (loss, misses)``: the sum of the losses, and the number of
  images whose largest output is not that of their label; labels are bytes, the number of classes
  for an image of none.
* ``forward(images, count, outputs)``: write the outputs, float32 (count, units).
* ``set_dropout(index, seed)``: the seed of a pass's masks in the layer that is the ``index``-th to
  drop out.
* ``tanh(values, count)``: tanh of ``count`` vectors in place, for the tests.

Where a step is taken on each image, images are float32 inputs (count, H, W), and there is

* ``train(images, labels, order, count, rate)``: a step on each image, in the order of the indices
  ``order`` (int32).

Where each parameter then has a learning rate of its own, also

* ``unpack_rates()``: copy ``state`` into the rates; ``train`` then ignores its ``rate``.
* ``curvature(images, count)``: sum the second derivatives of the loss over images;
  ``pack_curvature()``: copy the sums to ``state``.

Where gradients are summed over batches, images are bytes (count, size, size), and there are

* ``table``: the address of the 256 numbers (float32) that bytes stand for; ``set_table()`` takes
  them on.
* ``train_batches(images, labels, order, count, size, rates, position) → (loss, misses)``: a step on
  each ``size`` images, at a rate of its own (float32); the scores of the images before their steps;
  so many images of the pass came before, which dropout draws by.
* in parts: ``sum_gradient(images, labels, order, count, scale, position) → (loss, misses)`` adds up
  gradients, ``park()`` puts those of a first half aside, ``step(rate)`` takes the step; both sums
  are ``size`` bytes at ``half`` and ``gradient``, for two engines to exchange.
* ``pack_NAME()``, ``unpack_NAME()`` for each array NAME that the optimizer keeps, and for the
  moving ``average`` of the parameters: copy it to ``state`` and back; ``set_steps(n)``: go on after
  n steps.
"""

from collections.abc import Mapping

from trainer.networks.network import Network
from trainer.wasm import curvature, exponentials, optimizers, passes
from trainer.wasm.build import AnyLoss, build, function, loss_of
from trainer.wasm.emitter import AnyEmitter
from trainer.wasm.initializer import emit_initialize
from trainer.wasm.layers.dropout import DropoutEmitter
from trainer.wasm.losses.cross_entropy import CrossEntropy
from trainer.wasm.losses.squared_error import SquaredError
from trainer.wasm.memory import Memory
from trainer.wasm.method import Method
from trainer.wasm.parameters import emit_pack, emit_unpack
from trainer.wasm.passes import Steps
from trainer.wasm.source import Floats, Pictures, Source
from trainer.wasm.updates import Accumulate, Backward, Descent, OwnRates, Update
from trainer.wasm.wat import FLOAT, VECTOR, Code, i32

PAGE = 65536
"""Bytes of a page, in which a WebAssembly memory grows."""


def copies_of(method: Method) -> tuple[str, ...]:
    """Return the names of the copies of all parameters that a method needs."""
    if method.own_rates:
        return ("rates", "squares", "curvature")
    if not method.batches:
        return ()
    average = ("average",) if method.averaging else ()
    return ("half", "gradient", *optimizers.RULES[method.optimizer].copies, *average)


def emit(network: Network, method: Method) -> str:
    """Emit the module for a network and the method that trains it.

    Raise ValueError for layers that the engine does not support.
    """
    count = Memory()
    build(network, count)
    memory = Memory(count.parameters)
    emitters = build(network, memory)
    loss = loss_of(method, memory, emitters)
    x, size = emitters[0].x, network.vector.size * FLOAT
    source = (
        Pictures(x, network.input, memory)
        if method.batches
        else Floats(x, x.height * x.width * FLOAT)
    )
    parameters, state = memory.allocate(size), memory.allocate(size)
    first = memory.top - VECTOR  # bytes from the parameters to their first copy
    at = {name: first + n * count.parameters for n, name in enumerate(copies_of(method))}
    memory.allocate(len(at) * count.parameters)
    update: Update = Descent()
    if method.own_rates:
        update = OwnRates(at["rates"])
    elif method.batches:
        update = Accumulate(at["gradient"])
    drops = [emitter for emitter in emitters if isinstance(emitter, DropoutEmitter)]
    forwards = [function(emitter, None) for emitter in emitters]
    backwards = [function(emitter, Backward(update)) for emitter in reversed(emitters)]
    steps = Steps(source, emitters[-1].y, _names(forwards), _names(backwards))
    functions = [
        *([exponentials.exp(), exponentials.log()] if isinstance(loss, CrossEntropy) else []),
        *source.functions(),
        *forwards,
        loss.value(),
        loss.gradient(),
        *backwards,
        passes.miss(steps.y),
        passes.evaluate(steps),
        passes.forward(steps),
        passes.tanh_array(memory),
        _set_dropout(drops),
        emit_initialize(network, method.initializer, parameters),
        emit_unpack(network, emitters, parameters),
        emit_pack(network, emitters, parameters),
    ]
    inner = ("half", "gradient", "squares")  # the host need not see these as flat vectors
    for name in (each for each in at if each not in inner):
        functions.append(emit_unpack(network, emitters, state, at[name], name=f"unpack_{name}"))
        functions.append(emit_pack(network, emitters, state, at[name], name=f"pack_{name}"))
    if method.batches:
        functions += [
            optimizers.emit_park(count.parameters, at),
            optimizers.emit_step(count.parameters, method, at),
            optimizers.emit_set_steps(method),
            passes.gradient(steps),
            passes.train_batches(),
        ]
    else:
        functions.append(passes.train(steps, method.own_rates))
    if method.own_rates:
        functions += _second(steps, emitters, loss, at, count.parameters)
    return "\n".join(
        [
            f";; {network.name}: written by trainer/wasm from the layer list",
            "(module",
            f'(memory (export "memory") {-(-memory.top // PAGE)})',
            f'(global (export "parameters") i32 {i32(parameters)})',
            f'(global (export "count") i32 {i32(network.vector.size)})',
            f'(global (export "state") i32 {i32(state)})',
            *_batch_globals(source, at, count.parameters),
            f'(global (export "heap") i32 {i32(memory.top)})',
            "(global $scale (mut f32) (f32.const 0))",
            "(global $training (mut i32) (i32.const 0))",
            "(global $position (mut i64) (i64.const 0))",
            *(f"(global {drop.seed} (mut i64) (i64.const 0))" for drop in drops),
            "(global $power1 (mut f64) (f64.const 1))",
            "(global $power2 (mut f64) (f64.const 1))",
            *(f'(data {i32(address)} "{_escaped(data)}")' for address, data in memory.data),
            *(str(code) for code in functions if not code.empty),
            ")\n",
        ]
    )


def _batch_globals(source: Source, at: Mapping[str, int], size: int) -> list[str]:
    """Return what the host of batches needs: the table, and where the halves' gradients are."""
    if not isinstance(source, Pictures):
        return []
    values = {"table": source.table, "size": size}
    values |= {name: VECTOR + at[name] for name in ("half", "gradient")}
    return [f'(global (export "{name}") i32 {i32(value)})' for name, value in values.items()]


def _names(functions: list[Code]) -> list[str]:
    return [code.name for code in functions if not code.empty]


def _second(
    steps: Steps,
    emitters: list[AnyEmitter],
    loss: AnyLoss,
    at: Mapping[str, int],
    parameters: int,
) -> list[Code]:
    """Emit what measures the curvature."""
    way = Backward(Accumulate(at["curvature"]), weights=at["squares"], squared=True)
    seconds = [function(emitter, way) for emitter in reversed(emitters)]
    if not isinstance(loss, SquaredError):
        raise ValueError("the engine has no second derivatives of another loss than squared-error")
    return [
        curvature.prepare(parameters, at["squares"], at["curvature"]),
        curvature.square(emitters),
        loss.second(),
        *seconds,
        curvature.sum_curvature(steps, _names(seconds)),
    ]


def _set_dropout(drops: list[DropoutEmitter]) -> Code:
    """Emit ``set_dropout(index, seed)``: the seed of a pass's masks; the pass begins."""
    code = Code("set_dropout", "(param $index i32) (param $seed i64)", export=True)
    code.line("(global.set $position (i64.const 0))")
    for index, drop in enumerate(drops):
        code.line(f"(if (i32.eq (local.get $index) {i32(index)}) (then")
        code.line(f"(global.set {drop.seed} (local.get $seed))")
        code.line("))")
    return code


def _escaped(data: bytes) -> str:
    return "".join(f"\\{byte:02x}" for byte in data)
