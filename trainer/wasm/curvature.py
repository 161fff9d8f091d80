"""The curvature of the loss over images (:func:`trainer.training.curvature.mean_curvature`).

The backward pass once more, with every factor squared: the weights are squared into a copy,
inputs and slopes in place after each forward pass, and what would be the gradients of the
parameters is summed in another copy.
"""

from collections.abc import Sequence

from trainer.wasm.emitter import AnyEmitter
from trainer.wasm.passes import Steps
from trainer.wasm.wat import VECTOR, Code, constant, get, load, mul


def prepare(parameters: int, weights: int, sums: int) -> Code:
    """Emit ``curvature.prepare``: square the weights, and begin with sums of 0."""
    code = Code("curvature.prepare")
    code.set_i32(w=VECTOR)
    with code.loop(parameters // VECTOR, w=VECTOR):
        code.store("w", weights, mul(load("w", 0), load("w", 0)))
        code.store("w", sums, constant(0))
    return code


def square(emitters: Sequence[AnyEmitter]) -> Code:
    """Emit ``curvature.square``: what the forward pass has left for the backward pass."""
    code = Code("curvature.square")
    for emitter in emitters:
        emitter.square(code)
    return code


def sum_curvature(steps: Steps, seconds: Sequence[str]) -> Code:
    """Emit ``curvature(inputs, count)``: sum the second derivatives over the images."""
    code = Code("curvature", "(param $inputs i32) (param $count i32)", export=True)
    code.call("curvature.prepare")
    code.line("(if (i32.eqz (local.get $count)) (then (return)))")
    with code.repeat(get("count"), inputs=steps.source.size):
        steps.forward(code, get("inputs"))
        for name in ("curvature.square", "loss.second", *seconds):
            code.call(name)
    return code
