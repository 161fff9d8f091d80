"""Tanh, which WebAssembly has no instruction for; the page and Python must round alike.

tanh x ≈ x · P(x²) / Q(x²), a rational function with P and Q of degree 4 in x² (a minimax fit of
the relative error, then of the rounded coefficients), |x| clamped to 9.02, the result to ±1. Over
all float32 its error is at most ERROR_ULP units in the last place and ERROR absolute; from one
number to the next larger one it decreases by at most FALL. It is exactly odd, never beyond ±1,
and NaN only for NaN.
"""

from trainer.layers import ScaledTanh, Tanh
from trainer.wasm.emitter import Emitter
from trainer.wasm.memory import Memory
from trainer.wasm.wat import VECTOR, Code, add, constant, get, load, mul, sub

LIMIT = 9.02
NUMERATOR = (
    "0x1.0000000000000p+0", "0x1.1213d20000000p-3", "0x1.ca6b300000000p-9",
    "0x1.5a36220000000p-16", "0x1.cbe1640000000p-27",
)  # fmt: skip
DENOMINATOR = (
    "0x1.0000000000000p+0", "0x1.de5f360000000p-2", "0x1.a816e00000000p-6",
    "0x1.58d36e0000000p-12", "0x1.a23c4e0000000p-21",
)  # fmt: skip
ERROR_ULP, ERROR, FALL = 7.0, 4e-7, 5e-7


def tanh(code: Code, value: str) -> str:
    """Return tanh of a vector."""
    code.set("t", clamp(value, LIMIT))
    code.set("tt", mul(get("t"), get("t")))
    numerator = mul(get("t"), polynomial(NUMERATOR, get("tt")))
    quotient = f"(f32x4.div {numerator} {polynomial(DENOMINATOR, get('tt'))})"
    return clamp(quotient, 1)


def clamp(value: str, limit: float) -> str:
    """Return a vector clamped to [−limit, limit]; NaN stays NaN."""
    low, high = constant(-limit), constant(limit)
    return f"(f32x4.pmax (f32x4.pmin {value} {high}) {low})"


def polynomial(coefficients: tuple[str, ...], x: str) -> str:
    """Return c₀ + x·(c₁ + x·(c₂ + …)), by Horner's rule."""
    *lower, result = (constant(float.fromhex(c)) for c in coefficients)
    for coefficient in reversed(lower):
        result = add(mul(result, x), coefficient)
    return result


class TanhEmitter(Emitter[Tanh]):
    """Tanh, element by element."""

    def build(self, memory: Memory, padding: int, padding_value: float) -> None:
        """Allocate an output of the input's shape."""
        x = self.x
        self.y = memory.allocate_maps(x.height, x.width, x.used, padding, padding_value)
        self.dy = memory.allocate_maps(x.height, x.width, x.used)

    def forward(self, code: Code) -> None:
        """Y = f(X)."""
        x, y = self.x, self.y
        code.set_i32(x=x.inside, y=y.inside)
        with code.loop(x.height, x=x.row, y=y.row), code.loop(x.vectors, x=VECTOR, y=VECTOR):
            code.store("y", 0, self.activate(code, load("x", 0)))

    def backward(self, code: Code, input_gradient: bool) -> None:
        """dX = dY · f′(X), with the derivative computed from Y."""
        y, dx, dy = self.y, self.dx, self.dy
        code.set_i32(y=y.inside, dy=dy.address, dx=dx.address)
        with (
            code.loop(y.height, y=y.row, dy=dy.row, dx=dx.row),
            code.loop(y.vectors, y=VECTOR, dy=VECTOR, dx=VECTOR),
        ):
            code.set("y4", load("y", 0))
            code.store("dx", 0, mul(load("dy", 0), self.slope(get("y4"))))

    def activate(self, code: Code, x: str) -> str:
        """Return f(x) = tanh x."""
        return tanh(code, x)

    def slope(self, y: str) -> str:
        """Return f′(x) = 1 − y², from y = f(x)."""
        return sub(constant(1), mul(y, y))


class ScaledTanhEmitter(TanhEmitter):
    """1.7159 · tanh(2x/3)."""

    def activate(self, code: Code, x: str) -> str:
        """Return f(x) = A · tanh(S · x)."""
        scaled = tanh(code, mul(x, constant(ScaledTanh.STEEPNESS)))
        return mul(scaled, constant(ScaledTanh.SCALE))

    def slope(self, y: str) -> str:
        """Return f′(x) = S·A − (S/A)·y², from y = f(x)."""
        steepness, scale = ScaledTanh.STEEPNESS, ScaledTanh.SCALE
        return sub(constant(steepness * scale), mul(mul(y, y), constant(steepness / scale)))
