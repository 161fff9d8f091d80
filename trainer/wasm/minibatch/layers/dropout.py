"""Dropout: masks from the same counter-based generator as :mod:`trainer.layers.dropout`."""

from collections.abc import Sequence

from trainer.layers import Dropout
from trainer.splitmix64 import GAMMA
from trainer.wasm.initializer import emit_splitmix64, i64
from trainer.wasm.memory import Memory
from trainer.wasm.minibatch.frame import in_frame
from trainer.wasm.minibatch.layers.emitter import Emitter
from trainer.wasm.wat import FLOAT, VECTOR, Code, get, i32, load, mul


class DropoutEmitter(Emitter[Dropout]):
    """Y = X · mask, the mask kept in the frame; all ones where a frame has no position."""

    @property
    def seed(self) -> str:
        """The name of the global variable that holds the seed of the pass."""
        return f"${self.layer.name}.seed"

    def build(self, parameters: Memory, frame: Memory, padding: int, padding_value: float) -> None:
        """Allocate outputs and the mask."""
        x = self.x
        self.y = frame.allocate_maps(x.height, x.width, x.used, padding, padding_value)
        self.dy = frame.allocate_maps(x.height, x.width, x.used)
        self.mask = frame.allocate_maps(x.height, x.width, x.used)

    def forward(self, code: Code) -> None:
        """Draw the mask in training, and apply it."""
        x, y, mask = self.x, self.y, self.mask
        self._draw(code)
        code.set_i32(x=in_frame(x.inside), y=in_frame(y.inside), m=in_frame(mask.address))
        with (
            code.loop(x.height, x=x.row, y=y.row, m=mask.row),
            code.loop(x.vectors, x=VECTOR, y=VECTOR, m=VECTOR),
        ):
            code.store("y", 0, mul(load("x", 0), load("m", 0)))

    def _draw(self, code: Code) -> None:
        """Append: the mask ← 1 / (1 − share) or 0 for each number, channel by channel."""
        mask, share = self.mask, self.layer.share
        units = mask.used * mask.height * mask.width
        code.set("position", "(i64.load (local.get $frame))", "i64")
        training = "(i64.ge_s (local.get $position) (i64.const 0))"
        first = f"(i64.mul (local.get $position) {i64(units)})"
        state = f"(i64.add (global.get {self.seed}) (i64.mul {first} {i64(GAMMA)}))"
        code.set("state", state, "i64")
        code.set_i32(m=in_frame(mask.address))
        with (
            code.loop(mask.used, m=FLOAT),
            code.loop(mask.height, m=mask.row),
            code.loop(mask.width, m=mask.cell),
        ):
            code.set("state", f"(i64.add (local.get $state) {i64(GAMMA)})", "i64")
            emit_splitmix64(code)
            upper = "(i64.shr_u (local.get $z) (i64.const 40))"
            kept = f"(i64.ge_u {upper} {i64(Dropout.threshold(share))})"
            scaled = f"(select (f32.const {1 / (1 - share)!r}) (f32.const 0) {kept})"
            value = f"(select {scaled} (f32.const 1) {training})"
            code.line(f"(f32.store (local.get $m) {value})")

    def backward(self, code: Code, input_gradient: bool) -> None:
        """dX = dY · mask."""
        dx, dy, mask = self.dx, self.dy, self.mask
        code.set_i32(dx=in_frame(dx.inside), dy=in_frame(dy.address), m=in_frame(mask.address))
        with (
            code.loop(dx.height, dx=dx.row, dy=dy.row, m=mask.row),
            code.loop(dx.vectors, dx=VECTOR, dy=VECTOR, m=VECTOR),
        ):
            code.store("dx", 0, mul(load("dy", 0), load("m", 0)))


def emit_set_dropout(emitters: Sequence[DropoutEmitter]) -> Code:
    """Emit ``set_dropout(index, seed)``: set the seed of the ``index``-th such layer."""
    code = Code("set_dropout", "(param $index i32) (param $seed i64)", export=True)
    for index, emitter in enumerate(emitters):
        code.line(f"(if (i32.eq (local.get $index) {i32(index)}) (then")
        code.line(f"(global.set {emitter.seed} {get('seed')})")
        code.line("))")
    return code
