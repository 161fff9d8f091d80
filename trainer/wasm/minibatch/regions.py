"""Regions: parameters, gradients, the optimizer's arrays and the average, all in one layout."""

import math
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Literal

from trainer.wasm.minibatch.layers.emitter import AnyEmitter
from trainer.wasm.wat import FLOAT, Code, get, i32


def emit_copy(
    name: Literal["pack", "unpack"], emitters: Sequence[AnyEmitter], flat: int, size: int
) -> Code:
    """Emit ``pack(region)`` or ``unpack(region)``: copy to or from the flat vector."""
    code = Code(name, "(param $region i32)", export=True)
    code.set_i32(offset=f"(i32.mul (local.get $region) {i32(size)})")
    for emitter in emitters:
        for tensor in emitter.tensors:
            code.comment(f"{emitter.layer.name}.{tensor.name}")
            code.set_i32(flat=flat, packed=f"(i32.add (local.get $offset) {i32(tensor.address)})")
            with ExitStack() as loops:
                for count, first, second in tensor.axes:
                    loops.enter_context(code.loop(count, flat=first * FLOAT, packed=second * FLOAT))
                source, target = ("flat", "packed") if name == "unpack" else ("packed", "flat")
                code.line(f"(f32.store {get(target)} (f32.load {get(source)}))")
            flat += math.prod(count for count, *_ in tensor.axes) * FLOAT
    return code
