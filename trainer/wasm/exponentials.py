"""exp and log in float64, for softmax and its loss; WebAssembly has no instructions for them.

exp: x = k·ln 2 + r with |r| ≤ ln 2 / 2, the Taylor series of exp r to r¹³, times 2ᵏ. log: x = m·2ᵏ
with m from √½ to √2, 2·artanh((m − 1)/(m + 1)) by its series to the 21st power, plus k·ln 2. Both
are within a few units in the last place of float64, far below float32's.
"""

from math import factorial

from trainer.wasm.wat import Code, get

LN2 = "0x1.62e42fefa39efp-1"
SMALLEST = -700.0
"""exp of what is less is taken for that of this: 10⁻³⁰⁴, which float32 rounds to 0."""


def f64(value: float | str) -> str:
    """Return a constant float64, exactly."""
    return f"(f64.const {value if isinstance(value, str) else float(value).hex()})"


def fused(a: str, b: str, c: str) -> str:
    """Return a·b + c."""
    return f"(f64.add (f64.mul {a} {b}) {c})"


def exp() -> Code:
    """Emit ``exp(x)`` for x ≤ 0."""
    code = Code("exp", "(param $x f64) (result f64)")
    code.set("x", f"(f64.max {get('x')} {f64(SMALLEST)})", "f64")
    code.set("k", f"(f64.nearest (f64.div {get('x')} {f64(LN2)}))", "f64")
    code.set("r", f"(f64.sub {get('x')} (f64.mul {get('k')} {f64(LN2)}))", "f64")
    result = f64(1 / factorial(13))
    for n in range(12, -1, -1):
        result = fused(result, get("r"), f64(1 / factorial(n)))
    exponent = f"(i64.add (i64.trunc_f64_s {get('k')}) (i64.const 1023))"
    power = f"(f64.reinterpret_i64 (i64.shl {exponent} (i64.const 52)))"
    code.line(f"(f64.mul {result} {power})")
    return code


def log() -> Code:
    """Emit ``log(x)`` for normal x > 0."""
    code = Code("log", "(param $x f64) (result f64)")
    code.set("bits", f"(i64.reinterpret_f64 {get('x')})", "i64")
    # Counted from √½, so that the mantissa is from there to √2.
    code.set("bits", f"(i64.sub {get('bits')} (i64.const 0x3fe6a09e667f3bcd))", "i64")
    code.set("k", f"(f64.convert_i64_s (i64.shr_s {get('bits')} (i64.const 52)))", "f64")
    mantissa = f"(i64.and {get('bits')} (i64.const 0xfffffffffffff))"
    whole = f"(i64.add {mantissa} (i64.const 0x3fe6a09e667f3bcd))"
    code.set("m", f"(f64.reinterpret_i64 {whole})", "f64")
    one = f64(1)
    code.set("s", f"(f64.div (f64.sub {get('m')} {one}) (f64.add {get('m')} {one}))", "f64")
    code.set("ss", f"(f64.mul {get('s')} {get('s')})", "f64")
    result = f64(2 / 21)
    for power in range(19, 0, -2):
        result = fused(result, get("ss"), f64(2 / power))
    code.line(fused(get("k"), f64(LN2), f"(f64.mul {get('s')} {result})"))
    return code
