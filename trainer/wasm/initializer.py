"""The initial weights of a seed, bit for bit those of :mod:`trainer.networks.initializers`."""

from trainer.networks.initializers import INITIALIZERS
from trainer.networks.network import Network
from trainer.splitmix64 import GAMMA, MIX
from trainer.wasm.wat import FLOAT, Code, f32, get


def emit_initialize(network: Network, initializer: str, address: int) -> Code:
    """Emit ``initialize(seed)``, which fills the flat vector at ``address``."""
    code = Code("initialize", "(param $seed i64)", export=True)
    code.set_i32(x=address)
    code.set("state", get("seed"), "i64")
    distributions = INITIALIZERS[initializer](network)
    for name, parameter in network.parameters.items():
        limit, offset = distributions[name].limit, distributions[name].offset
        code.comment(f"{name}: U(-{limit:g}, {limit:g}) + {offset:g}")
        with code.repeat(f"(i32.const {parameter.size})", x=FLOAT):
            code.set("state", f"(i64.add (local.get $state) {i64(GAMMA)})", "i64")
            emit_splitmix64(code)
            upper = "(f32.convert_i64_u (i64.shr_u (local.get $z) (i64.const 40)))"
            uniform = f"(f32.sub (f32.mul {upper} {f32(2.0**-23)}) {f32(1)})"
            value = f"(f32.add (f32.mul {uniform} {f32(limit)}) {f32(offset)})"
            code.line(f"(f32.store (local.get $x) {value})")
    return code


def emit_splitmix64(code: Code) -> None:
    """Emit: $z ← hash of $state."""
    code.set("z", get("state"), "i64")
    for shift, factor in ((30, MIX[0]), (27, MIX[1]), (31, None)):
        shifted = f"(i64.shr_u (local.get $z) (i64.const {shift}))"
        code.set("z", f"(i64.xor (local.get $z) {shifted})", "i64")
        if factor is not None:
            code.set("z", f"(i64.mul (local.get $z) {i64(factor)})", "i64")


def i64(value: int) -> str:
    """Return a constant 64-bit integer."""
    return f"(i64.const {value:#x})"
