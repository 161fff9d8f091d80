"""Softmax: in the loss's gradient its backward pass is included."""

from trainer.layers import Softmax
from trainer.wasm.memory import Memory
from trainer.wasm.minibatch.exponential import exp
from trainer.wasm.minibatch.frame import in_frame
from trainer.wasm.minibatch.layers.emitter import Emitter
from trainer.wasm.wat import LANES, VECTOR, Code, get, load, splat, sub


class SoftmaxEmitter(Emitter[Softmax]):
    """Logits → probabilities; unused lanes of the last vector stay zero."""

    def build(self, parameters: Memory, frame: Memory, padding: int, padding_value: float) -> None:
        """Allocate the probabilities; the gradient is the one with respect to the logits."""
        self.y = frame.allocate_maps(1, 1, self.x.used)

    def forward(self, code: Code) -> None:
        """Y = exp(X − max X) / Σ, the sums over lanes from the first to the last."""
        vectors = range(self.x.vectors)
        unused = self.x.channels - self.x.used
        mask = " ".join(["-1"] * (LANES - unused) + ["0"] * unused)
        used = f"(v128.const i32x4 {mask})"
        code.set_i32(x=in_frame(self.x.address), y=in_frame(self.y.address))
        for n in vectors:
            value = load("x", n * VECTOR)
            if n == vectors[-1] and unused:
                lowest = "(v128.const f32x4 -inf -inf -inf -inf)"
                value = f"(v128.bitselect {value} {lowest} {used})"
            code.set(f"x{n}", value)
        code.set("largest", get("x0"))
        for n in vectors[1:]:
            code.set("largest", f"(f32x4.max {get('largest')} {get(f'x{n}')})")
        code.set("largest", splat(_over_lanes("f32.max", "largest")))
        for n in vectors:
            power = exp(code, sub(get(f"x{n}"), get("largest")))
            if n == vectors[-1] and unused:
                power = f"(v128.and {power} {used})"
            code.set(f"x{n}", power)
        code.set("sum", get("x0"))
        for n in vectors[1:]:
            code.accumulate("sum", get(f"x{n}"))
        code.set("sum", splat(_over_lanes("f32.add", "sum")))
        for n in vectors:
            code.store("y", n * VECTOR, f"(f32x4.div {get(f'x{n}')} {get('sum')})")


def _over_lanes(operation: str, name: str) -> str:
    """Return the scalar that an operation makes of a vector's lanes."""
    total = f"(f32x4.extract_lane 0 {get(name)})"
    for lane in range(1, LANES):
        total = f"({operation} {total} (f32x4.extract_lane {lane} {get(name)}))"
    return total
