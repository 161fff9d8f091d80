"""Parameters, copied between the network's flat vector and the engine's layout."""

from collections.abc import Sequence
from contextlib import ExitStack

from trainer.networks.network import Network
from trainer.wasm.emitter import AnyEmitter
from trainer.wasm.wat import FLOAT, Code


def emit_unpack(
    network: Network,
    emitters: Sequence[AnyEmitter],
    address: int,
    offset: int = 0,
    *,
    name: str = "unpack",
) -> Code:
    """Emit ``unpack()``: copy the flat vector at ``address`` into the layout, plus ``offset``."""
    code = Code(name, export=True)
    _copy(
        code,
        network,
        emitters,
        address,
        f"(f32.store offset={offset} (local.get $packed) (f32.load (local.get $flat)))",
    )
    return code


def emit_pack(network: Network, emitters: Sequence[AnyEmitter], address: int) -> Code:
    """Emit ``pack()``: copy the parameters from the layout into the flat vector."""
    code = Code("pack", export=True)
    _copy(
        code,
        network,
        emitters,
        address,
        "(f32.store (local.get $flat) (f32.load (local.get $packed)))",
    )
    return code


def _copy(
    code: Code, network: Network, emitters: Sequence[AnyEmitter], address: int, move: str
) -> None:
    """Append loops over the axes of every tensor around the instruction ``move``."""
    for emitter in emitters:
        for tensor in emitter.tensors:
            code.comment(f"{emitter.layer.name}.{tensor.name}")
            code.set_i32(flat=address, packed=tensor.address)
            with ExitStack() as loops:
                for count, flat, packed in tensor.axes:
                    loops.enter_context(code.loop(count, flat=flat * FLOAT, packed=packed * FLOAT))
                code.line(move)
            address += network.parameters[f"{emitter.layer.name}.{tensor.name}"].size * FLOAT
