"""Losses of one image (:mod:`trainer.training.losses`): value and gradient.

Labels are 0 … classes − 1, and ``classes`` for an image that is of no class.
"""

import struct
from collections.abc import Callable

from trainer.wasm.memory import Maps, Memory
from trainer.wasm.minibatch.frame import in_frame
from trainer.wasm.wat import FLOAT, VECTOR, Code, get, load, mul, splat, sub

TINY = float.fromhex("0x1p-126")
"""The smallest normal float32."""


class Loss:
    """The base class: targets by label, and the gradient (y − t) · scale.

    ``scale``: what (y − t) is multiplied by, beside 1 / N of a batch of N images.
    """

    scale = 1.0

    def __init__(self, memory: Memory, y: Maps, gradient: Maps) -> None:
        self.y, self.dx, self.classes = y, gradient, y.used
        unused = [0.0] * (y.channels - y.used)
        rows = [[*self.targets(label), *unused] for label in range(self.classes + 1)]
        self.table = memory.allocate_data(
            b"".join(struct.pack(f"<{y.channels}f", *row) for row in rows)
        )

    def targets(self, label: int) -> list[float]:
        """Return the targets of a label."""
        raise NotImplementedError

    def value(self) -> Code:
        """Emit ``loss(frame, label)``: return the loss of the last forward pass, a float64."""
        raise NotImplementedError

    def set_target(self, code: Code) -> None:
        """Append: $y ← the address of the outputs, $t ← that of the targets of $label."""
        offset = f"(i32.mul (local.get $label) (i32.const {self.y.cell}))"
        code.set_i32(y=in_frame(self.y.address), t=f"(i32.add (i32.const {self.table}) {offset})")

    def gradient(self) -> Code:
        """Emit ``loss.gradient(frame, label, weight)``: the gradient, times ``weight``."""
        code = Code("loss.gradient", "(param $frame i32) (param $label i32) (param $weight f32)")
        self.set_target(code)
        code.set_i32(dx=in_frame(self.dx.address))
        code.set("scale", splat(f"(f32.mul (local.get $weight) (f32.const {self.scale}))"))
        for n in range(self.y.vectors):
            difference = sub(load("y", n * VECTOR), load("t", n * VECTOR))
            code.store("dx", n * VECTOR, mul(difference, get("scale")))
        return code


class SquaredError(Loss):
    """Mean over the outputs of (y − t)²; the target t is +1 at the label, −1 elsewhere."""

    def __init__(self, memory: Memory, y: Maps, gradient: Maps) -> None:
        self.scale = 2 / y.used
        super().__init__(memory, y, gradient)

    def targets(self, label: int) -> list[float]:
        """Return +1 for the label, −1 for the others."""
        return [1.0 if output == label else -1.0 for output in range(self.classes)]

    def value(self) -> Code:
        """Emit the mean of the squares, summed in float64."""
        code = Code("loss", "(param $frame i32) (param $label i32) (result f64)")
        self.set_target(code)
        code.set("sum", "(f64.const 0)", "f64")
        with code.loop(self.classes, y=FLOAT, t=FLOAT):
            y, t = ("(f64.promote_f32 (f32.load (local.get $" + name + ")))" for name in "yt")
            code.set("d", f"(f64.sub {y} {t})", "f64")
            square = "(f64.mul (local.get $d) (local.get $d))"
            code.set("sum", f"(f64.add (local.get $sum) {square})", "f64")
        code.line(f"(f64.div (local.get $sum) (f64.const {self.classes}))")
        return code


class CrossEntropy(Loss):
    """−Σ t · log y, y the probabilities; the gradient is the one with respect to the logits."""

    def targets(self, label: int) -> list[float]:
        """Return 1 for the label, 0 for the others; equal probabilities for no class."""
        if label == self.classes:
            return [1 / self.classes] * self.classes
        return [float(output == label) for output in range(self.classes)]

    def value(self) -> Code:
        """Emit the cross-entropy, summed in float64."""
        code = Code("loss", "(param $frame i32) (param $label i32) (result f64)")
        self.set_target(code)
        code.set("sum", "(f64.const 0)", "f64")
        with code.loop(self.classes, y=FLOAT, t=FLOAT):
            code.line("(if (f32.gt (f32.load (local.get $t)) (f32.const 0)) (then")
            y = f"(f32.max (f32.load (local.get $y)) (f32.const {TINY.hex()}))"
            log = f"(call $log (f64.promote_f32 {y}))"
            product = f"(f64.mul (f64.promote_f32 (f32.load (local.get $t))) {log})"
            code.set("sum", f"(f64.sub (local.get $sum) {product})", "f64")
            code.line("))")
        code.line(get("sum"))
        return code


LOSSES: dict[str, Callable[[Memory, Maps, Maps], Loss]] = {
    "squared-error": SquaredError,
    "cross-entropy": CrossEntropy,
}
