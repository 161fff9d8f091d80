"""The exported functions, which run the layers over a set of images."""

from collections.abc import Sequence
from dataclasses import dataclass

from trainer.wasm.layers.tanh import tanh
from trainer.wasm.memory import Maps, Memory
from trainer.wasm.source import Source
from trainer.wasm.wat import FLOAT, VECTOR, Code, get, i32, load

INT32 = 4
"""Bytes of an int32."""


@dataclass(frozen=True)
class Steps:
    """What is done with an image: input and output, and the layers' functions in their order."""

    source: Source
    y: Maps
    forwards: Sequence[str]
    backwards: Sequence[str]

    def forward(self, code: Code, image: str) -> None:
        """Append: read the image at an address, and compute the outputs."""
        code.call("read", image)
        for name in self.forwards:
            code.call(name)

    def backward(self, code: Code, label: str) -> None:
        """Append: the backward pass, from the gradient of the loss."""
        code.call("loss.gradient", label)
        for name in self.backwards:
            code.call(name)
        code.line("(global.set $position (i64.add (global.get $position) (i64.const 1)))")

    def next_image(self, code: Code) -> None:
        """Append: $label, and the forward pass, of the image whose index is at $order."""
        code.set_i32(index="(i32.load (local.get $order))")
        code.set_i32(label="(i32.load8_u (i32.add (local.get $labels) (local.get $index)))")
        offset = f"(i32.mul (local.get $index) {i32(self.source.size)})"
        self.forward(code, f"(i32.add (local.get $inputs) {offset})")


def miss(y: Maps) -> Code:
    """Emit ``miss(label)``: 1 if the largest output, of equal ones the first, is another class's.

    The label after the last class is NO_CLASS: whatever is read is then no miss.
    """
    code = Code("miss", "(param $label i32) (result i32)")
    code.set_i32(best=0, output=0, y=y.address)
    code.set("largest", "(f32.load (local.get $y))", "f32")
    with code.loop(y.used, y=FLOAT, output=1):
        code.line("(if (f32.gt (f32.load (local.get $y)) (local.get $largest)) (then")
        code.set("largest", "(f32.load (local.get $y))", "f32")
        code.set_i32(best=get("output"))
        code.line("))")
    known = f"(i32.lt_u (local.get $label) {i32(y.used)})"
    code.line(f"(i32.and {known} (i32.ne (local.get $best) (local.get $label)))")
    return code


def _add_score(code: Code) -> None:
    """Append: add the loss to $total and a miss to $misses."""
    code.set("total", "(f64.add (local.get $total) (call $loss (local.get $label)))", "f64")
    code.set_i32(misses="(i32.add (local.get $misses) (call $miss (local.get $label)))")


def train(steps: Steps, own_rates: bool) -> Code:
    """Emit ``train(…)``: a step on each image, in order; own rates are not in the loss."""
    code = Code(
        "train",
        "(param $inputs i32) (param $labels i32) (param $order i32) (param $count i32)"
        " (param $rate f32)",
        export=True,
    )
    code.line("(if (i32.eqz (local.get $count)) (then (return)))")
    code.line(f"(global.set $scale {'(f32.const 1)' if own_rates else '(local.get $rate)'})")
    code.line("(global.set $training (i32.const 1))")
    with code.repeat(get("count"), order=INT32):
        steps.next_image(code)
        steps.backward(code, get("label"))
    code.line("(global.set $training (i32.const 0))")
    return code


BATCH = "(param $inputs i32) (param $labels i32) (param $order i32) (param $count i32)"


def gradient(steps: Steps) -> Code:
    """Emit ``sum_gradient(…)``: add up the gradients of images; return their loss and misses."""
    code = Code(
        "sum_gradient",
        f"{BATCH} (param $scale f32) (param $position i64) (result f64 i32)",
        export=True,
    )
    code.set("total", "(f64.const 0)", "f64")
    code.set_i32(misses=0)
    code.line("(if (i32.eqz (local.get $count)) (then (return (f64.const 0) (i32.const 0))))")
    code.line("(global.set $scale (local.get $scale))")
    code.line("(global.set $position (local.get $position))")
    code.line("(global.set $training (i32.const 1))")
    with code.repeat(get("count"), order=INT32):
        steps.next_image(code)
        _add_score(code)
        steps.backward(code, get("label"))
    code.line("(global.set $training (i32.const 0))")
    code.line("(local.get $total) (local.get $misses)")
    return code


def first_half(batch: int) -> int:
    """Return how many images of a batch are its first half; ``train_batches`` does the same."""
    return (batch + 1) // 2


def train_batches() -> Code:
    """Emit ``train_batches(…)``: a step on each batch; return its loss and misses before steps."""
    code = Code(
        "train_batches",
        f"{BATCH} (param $size i32) (param $rates i32) (param $position i64) (result f64 i32)",
        export=True,
    )
    code.set("total", "(f64.const 0)", "f64")
    code.set("loss", "(f64.const 0)", "f64")
    code.set_i32(misses=0, missed=0)
    code.line("(if (i32.eqz (local.get $count)) (then (return (f64.const 0) (i32.const 0))))")
    batches = "(i32.div_u (i32.sub (i32.add (local.get $count) (local.get $size)) (i32.const 1))"
    with code.repeat(f"{batches} (local.get $size))", rates=FLOAT):
        smaller = "(i32.lt_u (local.get $count) (local.get $size))"
        code.set_i32(images=f"(select (local.get $count) (local.get $size) {smaller})")
        code.set_i32(count="(i32.sub (local.get $count) (local.get $images))")
        code.set("scale", "(f32.div (f32.const 1) (f32.convert_i32_u (local.get $images)))", "f32")
        half = "(i32.shr_u (i32.add (local.get $images) (i32.const 1)) (i32.const 1))"
        code.set_i32(part=half)
        _add_part(code)
        code.call("park")
        code.set_i32(part="(i32.sub (local.get $images) (local.get $part))")
        _add_part(code)
        code.call("step", "(f32.load (local.get $rates))")
    code.line("(local.get $total) (local.get $misses)")
    return code


def _add_part(code: Code) -> None:
    """Append: add up the gradients of the next $part images, and go past them."""
    given = " ".join(
        get(name) for name in ("inputs", "labels", "order", "part", "scale", "position")
    )
    code.line(f"(call $sum_gradient {given})")
    code.line("(local.set $missed)")
    code.line("(local.set $loss)")
    code.set("total", "(f64.add (local.get $total) (local.get $loss))", "f64")
    code.set_i32(misses="(i32.add (local.get $misses) (local.get $missed))")
    code.set_i32(order=f"(i32.add (local.get $order) (i32.mul (local.get $part) {i32(INT32)}))")
    part = "(i64.extend_i32_u (local.get $part))"
    code.set("position", f"(i64.add (local.get $position) {part})", "i64")


def evaluate(steps: Steps) -> Code:
    """Emit ``evaluate(…)``: sum losses and count misses."""
    code = Code(
        "evaluate",
        "(param $inputs i32) (param $labels i32) (param $count i32) (result f64 i32)",
        export=True,
    )
    code.set("total", "(f64.const 0)", "f64")
    code.set_i32(misses=0)
    code.line("(if (i32.eqz (local.get $count)) (then (return (f64.const 0) (i32.const 0))))")
    with code.repeat(get("count"), inputs=steps.source.size, labels=1):
        code.set_i32(label="(i32.load8_u (local.get $labels))")
        steps.forward(code, get("inputs"))
        _add_score(code)
    code.line("(local.get $total) (local.get $misses)")
    return code


def forward(steps: Steps) -> Code:
    """Emit ``forward(…)``: write the outputs of a set of images."""
    code = Code(
        "forward", "(param $inputs i32) (param $count i32) (param $outputs i32)", export=True
    )
    size = steps.y.used * FLOAT
    code.line("(if (i32.eqz (local.get $count)) (then (return)))")
    with code.repeat(get("count"), inputs=steps.source.size, outputs=size):
        steps.forward(code, get("inputs"))
        code.line(f"(memory.copy (local.get $outputs) {i32(steps.y.address)} {i32(size)})")
    return code


def tanh_array(memory: Memory) -> Code:
    """Emit ``tanh(x, count)``: tanh of ``count`` vectors in place, for the tests."""
    code = Code("tanh", "(param $x i32) (param $count i32)", export=True)
    code.line("(if (i32.eqz (local.get $count)) (then (return)))")
    with code.repeat(get("count"), x=VECTOR):
        code.store("x", 0, tanh(code, load("x", 0), memory.constant))
    return code
