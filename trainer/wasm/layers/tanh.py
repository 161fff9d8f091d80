"""Tanh, which WebAssembly has no instruction for; the page and Python must round alike.

tanh x ≈ x · P(x²) / Q(x²), a rational function with P and Q of degree 4 in x² (a minimax fit of
the relative error, then of the rounded coefficients), |x| clamped to 9.02, the result to ±1. Over
all float32 its error is at most ERROR_ULP units in the last place and ERROR absolute; from one
number to the next larger one it decreases by at most FALL. It is exactly odd, never beyond ±1,
and NaN only for NaN.
"""

from collections.abc import Callable

from trainer.layers import ScaledTanh, Tanh
from trainer.wasm.layers.activation import ActivationEmitter
from trainer.wasm.wat import Code, add, get, mul, sub

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


Constants = Callable[[float], str]
"""From a number to the expression for it, in all lanes."""


def tanh(code: Code, value: str, constant: Constants) -> str:
    """Return tanh of a vector."""
    code.set("t", clamp(value, LIMIT, constant))
    code.set("tt", mul(get("t"), get("t")))
    numerator = mul(get("t"), polynomial(NUMERATOR, get("tt"), constant))
    quotient = f"(f32x4.div {numerator} {polynomial(DENOMINATOR, get('tt'), constant)})"
    return clamp(quotient, 1, constant)


def clamp(value: str, limit: float, constant: Constants) -> str:
    """Return a vector clamped to [−limit, limit]; NaN stays NaN."""
    return f"(f32x4.pmax (f32x4.pmin {value} {constant(limit)}) {constant(-limit)})"


def polynomial(coefficients: tuple[str, ...], x: str, constant: Constants) -> str:
    """Return c₀ + x·(c₁ + x·(c₂ + …)), by Horner's rule."""
    *lower, result = (constant(float.fromhex(c)) for c in coefficients)
    for coefficient in reversed(lower):
        result = add(mul(result, x), coefficient)
    return result


class TanhEmitter(ActivationEmitter[Tanh]):
    """tanh x."""

    def activate(self, code: Code, x: str) -> str:
        """Return f(x) = tanh x."""
        return tanh(code, x, self.constant)

    def slope(self, y: str) -> str:
        """Return f′(x) = 1 − y², from y = f(x)."""
        return sub(self.constant(1), mul(y, y))


class ScaledTanhEmitter(ActivationEmitter[ScaledTanh]):
    """1.7159 · tanh(2x/3)."""

    def activate(self, code: Code, x: str) -> str:
        """Return f(x) = A · tanh(S · x)."""
        scaled = tanh(code, mul(x, self.constant(ScaledTanh.STEEPNESS)), self.constant)
        return mul(scaled, self.constant(ScaledTanh.SCALE))

    def slope(self, y: str) -> str:
        """Return f′(x) = S·A − (S/A)·y², from y = f(x)."""
        steepness, scale = ScaledTanh.STEEPNESS, ScaledTanh.SCALE
        return sub(
            self.constant(steepness * scale), mul(mul(y, y), self.constant(steepness / scale))
        )
