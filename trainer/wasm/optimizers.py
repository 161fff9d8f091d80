"""The steps of :mod:`trainer.training.optimizers` after a batch, four parameters at a time.

The arrays that a rule keeps between steps are copies of the parameters: each of a parameter's
numbers lies a fixed number of bytes from it. The halves of a batch are summed apart, so that two
engines, a half each, come to the bits of one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import signature

from trainer.training.optimizers import OPTIMIZERS
from trainer.wasm.exponentials import f64
from trainer.wasm.method import Method
from trainer.wasm.wat import VECTOR, Code, add, constant, get, load, mul, splat, sub

Offsets = Mapping[str, int]
"""The bytes from a parameter to its own number in each copy, by the copy's name."""


@dataclass(frozen=True)
class Rule:
    """A rule: the copies that it keeps, and the code of its step; $g is the gradient of $w."""

    copies: tuple[str, ...]
    step: Callable[[Code, Offsets, Mapping[str, float]], None]


def divide(a: str, b: str) -> str:
    """Return a / b, lane by lane."""
    return f"(f32x4.div {a} {b})"


def root(a: str) -> str:
    """Return √a, lane by lane."""
    return f"(f32x4.sqrt {a})"


def update_average(code: Code, name: str, offset: int, value: str, decay: float) -> None:
    """Append: $name and what is stored ← decay · it + (1 − decay) · value."""
    kept = mul(load("w", offset), constant(decay))
    code.set(name, add(kept, mul(value, constant(1 - decay))))
    code.store("w", offset, get(name))


def descend(code: Code, step: str) -> None:
    """Append: $theta ← $theta − step."""
    code.set("theta", sub(get("theta"), step))


def sgd(code: Code, _at: Offsets, _options: Mapping[str, float]) -> None:
    """θ ← θ − η·g."""
    descend(code, mul(get("g"), get("rate4")))


def momentum(code: Code, at: Offsets, options: Mapping[str, float]) -> None:
    """v ← μ·v + g, θ ← θ − η·v."""
    kept = mul(load("w", at["velocity"]), constant(options["momentum"]))
    code.set("v", add(kept, get("g")))
    code.store("w", at["velocity"], get("v"))
    descend(code, mul(get("v"), get("rate4")))


def rmsprop(code: Code, at: Offsets, options: Mapping[str, float]) -> None:
    """v ← ρ·v + (1 − ρ)·g², θ ← θ − η·g / (√v + ε)."""
    update_average(code, "v", at["square"], mul(get("g"), get("g")), options["rho"])
    size = add(root(get("v")), constant(options["epsilon"]))
    descend(code, divide(mul(get("g"), get("rate4")), size))


def adam(code: Code, at: Offsets, options: Mapping[str, float]) -> None:
    """θ ← (1 − η·decay)·θ − η·m̂ / (√v̂ + ε)."""
    update_average(code, "v", at["second"], mul(get("g"), get("g")), options["beta2"])
    update_average(code, "m", at["first"], get("g"), options["beta1"])
    size = add(root(divide(get("v"), get("unbias2"))), constant(options["epsilon"]))
    if options.get("decay"):
        code.set("theta", mul(get("theta"), get("keep")))
    descend(code, mul(divide(get("m"), size), get("rate1")))


RULES: dict[str, Rule] = {
    "sgd": Rule((), sgd),
    "momentum": Rule(("velocity",), momentum),
    "rmsprop": Rule(("square",), rmsprop),
    "adam": Rule(("first", "second"), adam),
    "adamw": Rule(("first", "second"), adam),
}


def options_of(method: Method) -> dict[str, float]:
    """Return the rule's options, those not given with their defaults."""
    parameters = signature(OPTIMIZERS[method.optimizer]).parameters
    return {name: each.default for name, each in parameters.items()} | dict(method.options)


def emit_step(parameters: int, method: Method, at: Offsets) -> Code:
    """Emit ``step(rate)``: a step along the sum of both halves' gradients, which then are 0 again.

    ``parameters`` is the number of their bytes.
    """
    code = Code("step", "(param $rate f32)", export=True)
    options = options_of(method)
    code.set("rate4", splat(get("rate")))
    if "beta1" in options:
        _prepare_adam(code, options)
    code.set_i32(w=VECTOR)
    with code.loop(parameters // VECTOR, w=VECTOR):
        code.set("theta", load("w", 0))
        code.set("g", add(load("w", at["half"]), load("w", at["gradient"])))
        RULES[method.optimizer].step(code, at, options)
        code.store("w", 0, get("theta"))
        code.store("w", at["half"], constant(0))
        code.store("w", at["gradient"], constant(0))
        if method.averaging:
            update_average(code, "a", at["average"], get("theta"), method.averaging)
    return code


def emit_park(parameters: int, at: Offsets) -> Code:
    """Emit ``park()``: put the gradient of a batch's first half aside."""
    code = Code("park", export=True)
    code.set_i32(w=VECTOR)
    with code.loop(parameters // VECTOR, w=VECTOR):
        code.store("w", at["half"], load("w", at["gradient"]))
        code.store("w", at["gradient"], constant(0))
    return code


def _prepare_adam(code: Code, options: Mapping[str, float]) -> None:
    """Append: βᵗ by one more multiplication, and the factors that depend on them, in float64."""
    for n in (1, 2):
        power = f"(f64.mul (global.get $power{n}) {f64(options[f'beta{n}'])})"
        code.line(f"(global.set $power{n} {power})")
        code.set(f"unbias{n}_8", f"(f64.sub {f64(1)} (global.get $power{n}))", "f64")
    code.set("rate8", "(f64.promote_f32 (local.get $rate))", "f64")
    code.set("unbias2", splat(f"(f32.demote_f64 {get('unbias2_8')})"))
    code.set("rate1", splat(f"(f32.demote_f64 (f64.div {get('rate8')} {get('unbias1_8')}))"))
    decay = f64(options.get("decay", 0.0))
    keep = f"(f64.sub {f64(1)} (f64.mul {get('rate8')} {decay}))"
    code.set("keep", splat(f"(f32.demote_f64 {keep})"))


def emit_set_steps(method: Method) -> Code:
    """Emit ``set_steps(n)``: go on after n steps; βⁿ is n multiplications, as in training."""
    code = Code("set_steps", "(param $n i32)", export=True)
    options = options_of(method)
    if "beta1" not in options:
        code.line("(nop)")
        return code
    for n in (1, 2):
        code.line(f"(global.set $power{n} {f64(1)})")
    code.line("(if (i32.eqz (local.get $n)) (then (return)))")
    with code.repeat(get("n")):
        for n in (1, 2):
            power = f"(f64.mul (global.get $power{n}) {f64(options[f'beta{n}'])})"
            code.line(f"(global.set $power{n} {power})")
    return code
