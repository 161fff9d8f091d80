"""Squared error (:func:`trainer.training.losses.squared_error`): value and gradient."""

import struct

from trainer.wasm.memory import Maps, Memory
from trainer.wasm.wat import VECTOR, Code, constant, get, load, mul, sub


class SquaredError:
    """Mean over the outputs of (y − t)²; the target t is +1 at the label, −1 elsewhere."""

    def __init__(self, memory: Memory, y: Maps, dy: Maps) -> None:
        self.y, self.dy = y, dy
        unused = y.channels - y.used  # lanes without an output: target 0, output 0
        self.targets = memory.allocate_data(
            b"".join(
                struct.pack(
                    f"<{y.channels}f",
                    *(1 if output == label else -1 for output in range(y.used)),
                    *[0] * unused,
                )
                for label in range(y.used)
            )
        )

    def _set_pointers(self, code: Code) -> None:
        """Append: $y, $dy ← the arrays' addresses, $t ← that of the target of $label."""
        target = f"(i32.mul (local.get $label) (i32.const {self.y.cell}))"
        code.set_i32(y=self.y.address, dy=self.dy.address)
        code.set_i32(t=f"(i32.add (i32.const {self.targets}) {target})")

    def value(self) -> Code:
        """Emit ``loss(label)``: return the loss of the last forward pass, a float32."""
        code = Code("loss", "(param $label i32) (result f32)")
        self._set_pointers(code)
        code.set("sum", constant(0))
        for n in range(self.y.vectors):
            code.set("d", sub(load("y", n * VECTOR), load("t", n * VECTOR)))
            code.accumulate("sum", mul(get("d"), get("d")))
        total = "(f32x4.extract_lane 0 (local.get $sum))"
        for lane in range(1, 4):
            total = f"(f32.add {total} (f32x4.extract_lane {lane} (local.get $sum)))"
        code.line(f"(f32.div {total} (f32.const {self.y.used}))")
        return code

    def gradient(self) -> Code:
        """Emit ``loss.gradient(label)``: dY = 2/10 · (y − t)."""
        code = Code("loss.gradient", "(param $label i32)")
        self._set_pointers(code)
        for n in range(self.y.vectors):
            difference = sub(load("y", n * VECTOR), load("t", n * VECTOR))
            code.store("dy", n * VECTOR, mul(difference, constant(2 / self.y.used)))
        return code
