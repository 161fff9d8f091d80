"""Softmax over the classes, in float64; its backward pass is part of the cross-entropy."""

from trainer.layers import Softmax
from trainer.wasm.emitter import Emitter, Wish
from trainer.wasm.memory import Memory
from trainer.wasm.wat import FLOAT, Code


class SoftmaxEmitter(Emitter[Softmax]):
    """Logits → probabilities; a last layer."""

    def build(self, memory: Memory, wish: Wish) -> None:
        """Allocate the probabilities, and the exponentials before they are divided by their sum."""
        self.y = memory.allocate_maps(1, 1, self.x.used)
        self.exponentials = memory.allocate(self.x.used * 2 * FLOAT)

    def forward(self, code: Code) -> None:
        """Y = exp X / Σ exp X, with the largest logit subtracted first."""
        x, y, used = self.x.address, self.y.address, self.x.used
        code.set_i32(x=x)
        code.set("largest", "(f32.load (local.get $x))", "f32")
        with code.loop(used, x=FLOAT):
            code.set("largest", "(f32.max (local.get $largest) (f32.load (local.get $x)))", "f32")
        code.set_i32(e=self.exponentials)
        code.set("sum", "(f64.const 0)", "f64")
        with code.loop(used, x=FLOAT, e=2 * FLOAT):
            below = "(f32.sub (f32.load (local.get $x)) (local.get $largest))"
            code.set("value", f"(call $exp (f64.promote_f32 {below}))", "f64")
            code.set("sum", "(f64.add (local.get $sum) (local.get $value))", "f64")
            code.line("(f64.store (local.get $e) (local.get $value))")
        code.set_i32(y=y)
        with code.loop(used, y=FLOAT, e=2 * FLOAT):
            share = "(f64.div (f64.load (local.get $e)) (local.get $sum))"
            code.line(f"(f32.store (local.get $y) (f32.demote_f64 {share}))")
