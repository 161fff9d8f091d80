"""SGD (:class:`trainer.training.optimizers.SGD`): the step is taken where the gradient arises.

With a rate for each parameter it is the step of
:class:`trainer.training.optimizers.DiagonalNewton`.
"""

from trainer.wasm.wat import Code, all_lanes, get, load, mul, sub


def prepare(code: Code) -> None:
    """Spread the learning rate over a vector, once for each function."""
    if code.rates is None:
        code.set("rate4", all_lanes("(global.get $rate)"))


def step(code: Code, pointer: str, offset: int, gradient: str) -> None:
    """θ ← θ − η·g for four parameters."""
    rate = get("rate4") if code.rates is None else load(pointer, offset + code.rates)
    code.store(pointer, offset, sub(load(pointer, offset), mul(rate, gradient)))
