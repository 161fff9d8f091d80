"""Cross-entropy: −Σ t·log y over the probabilities y of a softmax, whose backward pass is fused."""

from trainer.wasm.losses.targets import Targets
from trainer.wasm.memory import Gradient, Maps, Memory
from trainer.wasm.wat import FLOAT, VECTOR, Code, load, mul, splat, sub

TINY = "0x1p-126"
"""The least normal float32, so that the logarithm of 0 is finite."""


class CrossEntropy:
    """Emits ``loss`` and ``loss.gradient`` of the outputs ``y``."""

    def __init__(self, memory: Memory, y: Maps, dy: Gradient) -> None:
        self.y, self.dy = y, dy
        self.targets = Targets(memory, y, label=1, other=0, none=1 / y.used)

    def value(self) -> Code:
        """Emit ``loss(label)``: return the loss of the last forward pass, in float64."""
        code = Code("loss", "(param $label i32) (result f64)")
        self.targets.point(code)
        code.set_i32(y=self.y.address)
        code.set("sum", "(f64.const 0)", "f64")
        with code.loop(self.y.used, y=FLOAT, t=FLOAT):
            code.set("t8", "(f64.promote_f32 (f32.load (local.get $t)))", "f64")
            y = f"(f64.promote_f32 (f32.max (f32.load (local.get $y)) (f32.const {TINY})))"
            part = f"(f64.mul (local.get $t8) (call $log {y}))"
            code.set("sum", f"(f64.sub (local.get $sum) {part})", "f64")
        code.line("(local.get $sum)")
        return code

    def gradient(self) -> Code:
        """Emit ``loss.gradient(label)``: (y − t) · scale, with respect to the softmax's input."""
        code = Code("loss.gradient", "(param $label i32)")
        self.targets.point(code)
        code.set_i32(y=self.y.address, dy=self.dy.maps.address)
        for n in range(self.y.vectors):
            difference = sub(load("y", n * VECTOR), load("t", n * VECTOR))
            self.dy.store(code, "dy", n * VECTOR, mul(difference, splat("(global.get $scale)")))
        return code
