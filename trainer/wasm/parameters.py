"""Parameters in and out: the network's flat vector ↔ the engine's layout, both in memory."""

from collections.abc import Sequence
from contextlib import ExitStack

from trainer.networks.network import Network
from trainer.wasm.emitter import AnyEmitter
from trainer.wasm.wat import FLOAT, Code


def emit_unpack(
    network: Network,
    emitters: Sequence[AnyEmitter],
    address: int,
    behind: int = 0,
    *,
    name: str = "unpack",
) -> Code:
    """``unpack()``: from the flat vector into the layout, or so far behind it."""
    code = Code(name, export=True)
    _copy(
        code,
        network,
        emitters,
        address,
        f"(f32.store offset={behind} (local.get $own) (f32.load (local.get $flat)))",
    )
    return code


def emit_pack(network: Network, emitters: Sequence[AnyEmitter], address: int) -> Code:
    """``pack()``: from the layout into the flat vector."""
    code = Code("pack", export=True)
    _copy(
        code,
        network,
        emitters,
        address,
        "(f32.store (local.get $flat) (f32.load (local.get $own)))",
    )
    return code


def _copy(
    code: Code, network: Network, emitters: Sequence[AnyEmitter], address: int, move: str
) -> None:
    """Walk along the axes of every tensor, number by number."""
    for emitter in emitters:
        for tensor in emitter.tensors:
            code.note(f"{emitter.layer.name}.{tensor.name}")
            code.point(flat=address, own=tensor.address)
            with ExitStack() as loops:
                for count, flat, own in tensor.axes:
                    loops.enter_context(code.loop(count, flat=flat * FLOAT, own=own * FLOAT))
                code.line(move)
            address += network.parameters[f"{emitter.layer.name}.{tensor.name}"].size * FLOAT
