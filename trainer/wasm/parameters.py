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


def emit_pack(
    network: Network,
    emitters: Sequence[AnyEmitter],
    address: int,
    offset: int = 0,
    *,
    name: str = "pack",
) -> Code:
    """Emit ``pack()``: copy the layout, plus ``offset``, into the flat vector at ``address``."""
    code = Code(name, export=True)
    _copy(
        code,
        network,
        emitters,
        address,
        f"(f32.store (local.get $flat) (f32.load offset={offset} (local.get $packed)))",
    )
    return code


def _copy(
    code: Code, network: Network, emitters: Sequence[AnyEmitter], address: int, move: str
) -> None:
    """Append loops over the axes of every tensor around the instruction ``move``."""
    for emitter in emitters:
        for tensor in emitter.tensors:
            code.comment(f"{emitter.layer.name}.{tensor.name}")
            for part in tensor.parts:
                code.set_i32(
                    flat=address + part.flat * FLOAT, packed=tensor.address + part.packed * FLOAT
                )
                with ExitStack() as loops:
                    for count, flat, packed in part.axes:
                        strides = {"flat": flat * FLOAT, "packed": packed * FLOAT}
                        loops.enter_context(code.loop(count, **strides))
                    code.line(move)
            address += network.parameters[f"{emitter.layer.name}.{tensor.name}"].size * FLOAT
