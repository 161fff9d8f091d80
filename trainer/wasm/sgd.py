"""SGD (:class:`trainer.training.optimizers.SGD`), fused into the backward pass of each layer.

With a learning rate for each parameter it is the step of
:class:`trainer.training.optimizers.DiagonalNewton`.
"""

from trainer.wasm.wat import Code, get, load, mul, splat, sub


def prepare(code: Code) -> None:
    """Append: $rate4 ← the learning rate in all lanes; once at the start of a function."""
    if code.rates_offset is None:
        code.set("rate4", splat("(global.get $rate)"))


def step(code: Code, pointer: str, offset: int, gradient: str) -> None:
    """Append θ ← θ − η·g for four parameters."""
    own = code.rates_offset
    rate = get("rate4") if own is None else load(pointer, offset + own)
    code.store(pointer, offset, sub(load(pointer, offset), mul(rate, gradient)))
