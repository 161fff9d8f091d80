"""The exported functions, which run the layers over a set of images."""

from collections.abc import Sequence

from trainer.wasm.memory import Maps
from trainer.wasm.tanh import tanh
from trainer.wasm.wat import FLOAT, VECTOR, Code, get, i32, load

INT32 = 4
"""Bytes of an int32."""


def read(x: Maps) -> Code:
    """Emit ``read(image)``: copy the image at an address into the input, inside its padding."""
    code = Code("read", "(param $image i32)")
    code.set_i32(x=x.inside)
    with (
        code.loop(x.height, x=x.row, image=x.width * FLOAT),
        code.loop(x.vectors, x=VECTOR, image=VECTOR),
    ):
        code.store("x", 0, load("image", 0))
    return code


def _image(x: Maps, index: str) -> str:
    size = x.height * x.width * FLOAT
    return f"(i32.add (local.get $inputs) (i32.mul {index} {i32(size)}))"


def _label(index: str) -> str:
    return f"(i32.load8_u (i32.add (local.get $labels) {index}))"


def train(x: Maps, forwards: Sequence[str], backwards: Sequence[str]) -> Code:
    """Emit ``train(…)``: a training step on each image, in the given order."""
    code = Code(
        "train",
        "(param $inputs i32) (param $labels i32) (param $order i32) (param $count i32)"
        " (param $rate f32)",
        export=True,
    )
    code.line("(global.set $rate (local.get $rate))")
    code.line("(if (i32.eqz (local.get $count)) (then (return)))")
    with code.repeat(get("count"), order=INT32):
        code.set_i32(index="(i32.load (local.get $order))")
        code.call("read", _image(x, get("index")))
        for name in forwards:
            code.call(name)
        code.call("loss.gradient", _label(get("index")))
        for name in backwards:
            code.call(name)
    return code


def evaluate(x: Maps, forwards: Sequence[str], y: Maps) -> Code:
    """Emit ``evaluate(…)``: sum losses and count misses; of equal outputs the first is largest."""
    code = Code(
        "evaluate",
        "(param $inputs i32) (param $labels i32) (param $count i32) (result f64 i32)",
        export=True,
    )
    size = x.height * x.width * FLOAT
    code.set("total", "(f64.const 0)", "f64")
    code.set_i32(misses=0)
    code.line("(if (i32.eqz (local.get $count)) (then (return (f64.const 0) (i32.const 0))))")
    with code.repeat(get("count"), inputs=size, labels=1):
        code.call("read", get("inputs"))
        for name in forwards:
            code.call(name)
        code.set_i32(label="(i32.load8_u (local.get $labels))")
        loss = "(f64.promote_f32 (call $loss (local.get $label)))"
        code.set("total", f"(f64.add (local.get $total) {loss})", "f64")
        code.set_i32(best=0, output=0, y=y.address)
        code.set("largest", "(f32.load (local.get $y))", "f32")
        with code.loop(y.used, y=FLOAT, output=1):
            code.line("(if (f32.gt (f32.load (local.get $y)) (local.get $largest)) (then")
            code.set("largest", "(f32.load (local.get $y))", "f32")
            code.set_i32(best=get("output"))
            code.line("))")
        wrong = "(i32.ne (local.get $best) (local.get $label))"
        code.set_i32(misses=f"(i32.add (local.get $misses) {wrong})")
    code.line("(local.get $total) (local.get $misses)")
    return code


def forward(x: Maps, forwards: Sequence[str], y: Maps) -> Code:
    """Emit ``forward(…)``: write the outputs of a set of images."""
    code = Code(
        "forward", "(param $inputs i32) (param $count i32) (param $outputs i32)", export=True
    )
    size = x.height * x.width * FLOAT
    code.line("(if (i32.eqz (local.get $count)) (then (return)))")
    with code.repeat(get("count"), inputs=size, outputs=y.used * FLOAT):
        code.call("read", get("inputs"))
        for name in forwards:
            code.call(name)
        bytes_of = f"{i32(y.address)} {i32(y.used * FLOAT)}"
        code.line(f"(memory.copy (local.get $outputs) {bytes_of})")
    return code


def tanh_array() -> Code:
    """Emit ``tanh(x, count)``: tanh of ``count`` vectors in place, for the tests."""
    code = Code("tanh", "(param $x i32) (param $count i32)", export=True)
    code.line("(if (i32.eqz (local.get $count)) (then (return)))")
    with code.repeat(get("count"), x=VECTOR):
        code.store("x", 0, tanh(code, load("x", 0)))
    return code
