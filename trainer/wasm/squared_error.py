"""Squared error (:func:`trainer.training.losses.squared_error`): value and gradient together."""

import struct

from trainer.wasm.memory import Maps, Memory
from trainer.wasm.wat import VECTOR, Code, constant, get, load, mul, sub


class SquaredError:
    """Mean over the outputs of (y − t)²; the target ``t`` of a label is +1 there, −1 elsewhere."""

    def __init__(self, memory: Memory, y: Maps, dy: Maps) -> None:
        self.y, self.dy = y, dy
        spare = y.channels - y.used  # lanes without an output: 0 wanted, 0 given
        self.targets = memory.put(
            b"".join(
                struct.pack(
                    f"<{y.channels}f",
                    *(1 if output == label else -1 for output in range(y.used)),
                    *[0] * spare,
                )
                for label in range(y.used)
            )
        )

    def _point_at_target(self, code: Code) -> None:
        """The parameter ``label`` chooses a row of the targets."""
        target = f"(i32.mul (local.get $label) (i32.const {self.y.cell}))"
        code.point(y=self.y.address, dy=self.dy.address)
        code.point(t=f"(i32.add (i32.const {self.targets}) {target})")

    def value(self) -> Code:
        """The loss of an image: a float32."""
        code = Code("loss", "(param $label i32) (result f32)")
        self._point_at_target(code)
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
        """DY = 2/10 · (y − t)."""
        code = Code("loss.gradient", "(param $label i32)")
        self._point_at_target(code)
        for n in range(self.y.vectors):
            difference = sub(load("y", n * VECTOR), load("t", n * VECTOR))
            code.store("dy", n * VECTOR, mul(difference, constant(2 / self.y.used)))
        return code
