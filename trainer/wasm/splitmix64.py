"""SplitMix64 (:mod:`trainer.splitmix64`) in the engine, for weights and dropout."""

from trainer.splitmix64 import GAMMA, MIX
from trainer.wasm.wat import Code, get


def advance(code: Code) -> None:
    """Append: $state ← the next state, $z ← its hash, both i64."""
    code.set("state", f"(i64.add {get('state')} {_i64(GAMMA)})", "i64")
    code.set("z", get("state"), "i64")
    for shift, factor in ((30, MIX[0]), (27, MIX[1]), (31, None)):
        shifted = f"(i64.shr_u {get('z')} (i64.const {shift}))"
        code.set("z", f"(i64.xor {get('z')} {shifted})", "i64")
        if factor is not None:
            code.set("z", f"(i64.mul {get('z')} {_i64(factor)})", "i64")


def _i64(value: int) -> str:
    return f"(i64.const {value:#x})"
