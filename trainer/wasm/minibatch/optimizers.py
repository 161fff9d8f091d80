"""Optimizers (:mod:`trainer.training.optimizers`): a loop over all parameters, four at a time.

Parameters, gradients and the optimizer's arrays lie one region after the other, all in the
parameters' layout; the lanes that no parameter uses are zero and stay so.
"""

from collections.abc import Callable, Mapping

from trainer.wasm.wat import VECTOR, Code, add, constant, get, load, mul, splat, sub

Options = Mapping[str, float]

GRADIENTS = (1, 2)
"""The regions of the gradients of both halves of a mini-batch."""
FIRST_ARRAY = 3
"""The region of an optimizer's first array; after its last comes the average."""


class Optimizer:
    """The base class; ``arrays`` are the names of the arrays that the rule keeps between steps."""

    arrays: tuple[str, ...] = ()

    def __init__(self, region: int, options: Options) -> None:
        self.region, self.options = region, options

    def prepare(self, code: Code) -> None:
        """Append what a step computes once, for all parameters; ``$rate`` is a float32."""
        code.set("rate4", splat("(local.get $rate)"))

    def update(self, code: Code) -> None:
        """Append the step of the four parameters at $p, whose gradient is $g."""
        raise NotImplementedError

    def array(self, name: str) -> int:
        """Return the bytes from a parameter to its number in an array."""
        return (FIRST_ARRAY + self.arrays.index(name)) * self.region

    def step(self, first: int, size: int, averaging: float) -> Code:
        """Emit ``step(rate)``; with ``averaging`` it also moves the average, in the last region."""
        code = Code("step", "(param $rate f32)", export=True)
        self.prepare(code)
        code.set_i32(p=first)
        with code.loop(size // VECTOR, p=VECTOR):
            code.set("g", add(load("p", self.region), load("p", 2 * self.region)))
            self.update(code)
            for number in GRADIENTS:
                code.store("p", number * self.region, constant(0))
            if averaging:
                at = (FIRST_ARRAY + len(self.arrays)) * self.region
                _move(code, at, averaging, load("p", 0))
        return code


def _move(code: Code, at: int, decay: float, value: str) -> None:
    """Append: average ← decay · average + (1 − decay) · value."""
    code.store("p", at, add(mul(load("p", at), constant(decay)), mul(value, constant(1 - decay))))


class SGD(Optimizer):
    """θ ← θ − η·g."""

    def update(self, code: Code) -> None:
        """Append the step."""
        code.store("p", 0, sub(load("p", 0), mul(get("rate4"), get("g"))))


class Momentum(Optimizer):
    """v ← μ·v + g, θ ← θ − η·v."""

    arrays = ("velocity",)

    def update(self, code: Code) -> None:
        """Append the step."""
        at, momentum = self.array("velocity"), constant(self.options.get("momentum", 0.9))
        code.set("v", add(mul(load("p", at), momentum), get("g")))
        code.store("p", at, get("v"))
        code.store("p", 0, sub(load("p", 0), mul(get("rate4"), get("v"))))


class RMSProp(Optimizer):
    """v ← ρ·v + (1 − ρ)·g², θ ← θ − η·g / (√v + ε)."""

    arrays = ("square",)

    def update(self, code: Code) -> None:
        """Append the step."""
        at = self.array("square")
        _move(code, at, self.options.get("rho", 0.9), mul(get("g"), get("g")))
        root = f"(f32x4.sqrt {load('p', at)})"
        size = add(root, constant(self.options.get("epsilon", 1e-8)))
        change = f"(f32x4.div {mul(get('rate4'), get('g'))} {size})"
        code.store("p", 0, sub(load("p", 0), change))


class AdamW(Optimizer):
    """m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², θ ← θ − η·decay·θ − η·m̂ / (√v̂ + ε)."""

    arrays = ("first", "second")
    decay = 0.01

    def prepare(self, code: Code) -> None:
        """Append the corrections 1 / (1 − βᵗ), from powers that are kept from step to step."""
        for name, default in (("beta1", 0.9), ("beta2", 0.999)):
            beta = self.options.get(name, default)
            power = f"(f64.mul (global.get ${name}) (f64.const {beta!r}))"
            code.line(f"(global.set ${name} {power})")
        first, second = (
            f"(f64.div (f64.const 1) (f64.sub (f64.const 1) (global.get ${name})))"
            for name in ("beta1", "beta2")
        )
        rate = f"(f64.mul (f64.promote_f32 (local.get $rate)) {first})"
        code.set("rate4", splat(f"(f32.demote_f64 {rate})"))
        code.set("correction", splat(f"(f32.demote_f64 {second})"))
        decay = f"(f32.mul (local.get $rate) (f32.const {self._decay!r}))"
        code.set("kept", splat(f"(f32.sub (f32.const 1) {decay})"))

    @property
    def _decay(self) -> float:
        return self.options.get("decay", self.decay)

    def update(self, code: Code) -> None:
        """Append the step."""
        first, second = self.array("first"), self.array("second")
        _move(code, first, self.options.get("beta1", 0.9), get("g"))
        _move(code, second, self.options.get("beta2", 0.999), mul(get("g"), get("g")))
        root = f"(f32x4.sqrt {mul(load('p', second), get('correction'))})"
        size = add(root, constant(self.options.get("epsilon", 1e-8)))
        change = mul(f"(f32x4.div {load('p', first)} {size})", get("rate4"))
        parameter = load("p", 0)
        if self._decay:
            parameter = mul(parameter, get("kept"))
        code.store("p", 0, sub(parameter, change))


class Adam(AdamW):
    """AdamW without decay."""

    decay = 0.0


OPTIMIZERS: dict[str, Callable[[int, Options], Optimizer]] = {
    "sgd": SGD,
    "momentum": Momentum,
    "rmsprop": RMSProp,
    "adam": Adam,
    "adamw": AdamW,
}
