"""Squared error: the mean over the outputs of (y − t)²; t is +1 at the label, −1 elsewhere."""

from trainer.wasm.losses.targets import Targets
from trainer.wasm.memory import Gradient, Maps, Memory
from trainer.wasm.wat import FLOAT, VECTOR, Code, constant, get, load, mul, splat, sub


class SquaredError:
    """Emits ``loss`` and ``loss.gradient`` of the outputs ``y``."""

    def __init__(self, memory: Memory, y: Maps, dy: Gradient) -> None:
        self.y, self.dy = y, dy
        self.targets = Targets(memory, y, label=1, other=-1, none=-1)

    def value(self) -> Code:
        """Emit ``loss(label)``: return the loss of the last forward pass, summed in float64."""
        code = Code("loss", "(param $label i32) (result f64)")
        self.targets.point(code)
        code.set_i32(y=self.y.address)
        code.set("sum", "(f64.const 0)", "f64")
        with code.loop(self.y.used, y=FLOAT, t=FLOAT):
            code.set("d", "(f32.sub (f32.load (local.get $y)) (f32.load (local.get $t)))", "f32")
            code.set("d8", "(f64.promote_f32 (local.get $d))", "f64")
            square = "(f64.mul (local.get $d8) (local.get $d8))"
            code.set("sum", f"(f64.add (local.get $sum) {square})", "f64")
        code.line(f"(f64.div (local.get $sum) (f64.const {self.y.used}))")
        return code

    def gradient(self) -> Code:
        """Emit ``loss.gradient(label)``: dY = 2/10 · (y − t) · scale."""
        code = Code("loss.gradient", "(param $label i32)")
        self.targets.point(code)
        code.set_i32(y=self.y.address, dy=self.dy.maps.address)
        code.set("factor", mul(constant(2 / self.y.used), splat("(global.get $scale)")))
        for n in range(self.y.vectors):
            difference = sub(load("y", n * VECTOR), load("t", n * VECTOR))
            self.dy.store(code, "dy", n * VECTOR, mul(difference, get("factor")))
        return code

    def second(self) -> Code:
        """Emit ``loss.second``: d²Y = 2/10 everywhere."""
        code = Code("loss.second")
        code.set_i32(dy=self.dy.maps.address)
        for n in range(self.y.vectors):
            self.dy.store(code, "dy", n * VECTOR, constant(2 / self.y.used))
        return code
