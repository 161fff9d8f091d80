"""exp and log, which WebAssembly has no instructions for: every host rounds them alike."""

import math

from trainer.wasm.tanh import polynomial
from trainer.wasm.wat import Code, constant, get, mul, sub

LOWEST = -87.0
"""exp of less is taken as exp of this, just above the smallest normal float32."""
LN2_HIGH = "0x1.62e4000000000p-1"
LN2_LOW = "0x1.7f7d1cf79abcap-20"
"""ln 2 in two parts: the first has so few bits that its product with an exponent is exact."""
EXP = tuple((1 / math.factorial(n)).hex() for n in range(8))
"""Taylor's coefficients: on |r| ≤ ln 2 / 2 the remainder is below 6·10⁻⁹."""
LOG_TERMS = 11
"""Terms of the series of artanh: on |t| ≤ 0.172 the remainder is below 10⁻¹⁷."""


def exp(code: Code, value: str) -> str:
    """Return eˣ of a vector, for x ≤ 0: eˣ = 2ⁿ · eʳ, n the nearest integer to x / ln 2."""
    code.set("e_x", f"(f32x4.pmax {value} {constant(LOWEST)})")
    code.set("e_n", f"(f32x4.nearest {mul(get('e_x'), constant(1 / math.log(2)))})")
    rest = sub(get("e_x"), mul(get("e_n"), constant(float.fromhex(LN2_HIGH))))
    code.set("e_x", sub(rest, mul(get("e_n"), constant(float.fromhex(LN2_LOW)))))
    whole = f"(i32x4.trunc_sat_f32x4_s {get('e_n')})"
    power = f"(i32x4.shl (i32x4.add {whole} (v128.const i32x4 127 127 127 127)) (i32.const 23))"
    return mul(polynomial(EXP, get("e_x")), power)


def log_function() -> Code:
    """Emit ``log(x)``: ln x of a normal float64, 2ᵉ · m with m from √½ to √2."""
    code = Code("log", "(param $x f64) (result f64)")
    code.set("bits", "(i64.reinterpret_f64 (local.get $x))", "i64")
    # Shifted by the bits of √½, the exponent field counts from there.
    code.set("bits", "(i64.sub (local.get $bits) (i64.const 0x3FE6A09E667F3BCD))", "i64")
    code.set("e", "(i64.shr_s (local.get $bits) (i64.const 52))", "i64")
    mantissa = "(i64.and (local.get $bits) (i64.const 0xFFFFFFFFFFFFF))"
    code.set(
        "x",
        f"(f64.reinterpret_i64 (i64.add {mantissa} (i64.const 0x3FE6A09E667F3BCD)))",
        "f64",
    )
    one = "(f64.const 1)"
    quotient = f"(f64.div (f64.sub (local.get $x) {one}) (f64.add (local.get $x) {one}))"
    code.set("t", quotient, "f64")
    code.set("tt", "(f64.mul (local.get $t) (local.get $t))", "f64")
    series = f"(f64.const {(1 / (2 * LOG_TERMS - 1)).hex()})"
    for term in range(LOG_TERMS - 2, -1, -1):
        coefficient = f"(f64.const {(1 / (2 * term + 1)).hex()})"
        series = f"(f64.add (f64.mul {series} (local.get $tt)) {coefficient})"
    logarithm = f"(f64.mul (f64.mul (f64.const 2) (local.get $t)) {series})"
    exponent = f"(f64.mul (f64.convert_i64_s (local.get $e)) (f64.const {math.log(2).hex()}))"
    code.line(f"(f64.add {exponent} {logarithm})")
    return code
