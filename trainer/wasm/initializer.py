"""The initial weights of a seed, bit for bit those of :mod:`trainer.networks.initializers`."""

from trainer.networks.initializers import INITIALIZERS
from trainer.networks.network import Network
from trainer.wasm import splitmix64
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
            splitmix64.advance(code)
            upper = "(f32.convert_i64_u (i64.shr_u (local.get $z) (i64.const 40)))"
            uniform = f"(f32.sub (f32.mul {upper} {f32(2.0**-23)}) {f32(1)})"
            value = f"(f32.add (f32.mul {uniform} {f32(limit)}) {f32(offset)})"
            code.line(f"(f32.store (local.get $x) {value})")
    return code
