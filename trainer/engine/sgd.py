"""SGD, as in :class:`trainer.optimizers.SGD`: the step is taken where the gradient arises."""

from trainer.engine.wat import Code, all_lanes, get, load, mul, sub


def prepare(code: Code) -> None:
    """Spread the learning rate over a vector, once for each function."""
    code.set("rate4", all_lanes("(global.get $rate)"))


def step(code: Code, pointer: str, offset: int, gradient: str) -> None:
    """θ ← θ − η·g for four parameters."""
    code.store(pointer, offset, sub(load(pointer, offset), mul(get("rate4"), gradient)))
