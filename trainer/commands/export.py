"""``export`` and ``import``: weights in formats that other programs read, and back."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from trainer.checkpoints import checkpoint, exchange
from trainer.commands.arguments import WeightsFile
from trainer.commands.console import plain_console
from trainer.commands.outputs import Overwrite, check_outputs
from trainer.errors import UserError
from trainer.files import write_atomically


class Format(StrEnum):
    """What can be written."""

    json = "json"
    npz = "npz"
    onnx = "onnx"


def export(
    weights: WeightsFile,
    format_: Annotated[
        Format | None, typer.Option("--format", help="By default as --output's suffix says.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Where to; by default beside the weights.")
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Write weights as JSON, NumPy's .npz or ONNX."""
    suffix = output.suffix.removeprefix(".") if output else ""
    if format_ is None and suffix not in list(Format):
        raise UserError(
            f"cannot tell the format from {output or 'the weights alone'}; "
            f"give --format {', '.join(Format)}, or --output a name that ends in one"
        )
    chosen = format_ or Format(suffix)
    path = output or _beside(weights, f".{chosen}")
    if path.suffix != f".{chosen}":
        raise UserError(
            f"{path} is not named as {chosen}; give --output a name ending in .{chosen}"
        )
    check_outputs([path], [weights], overwrite=overwrite)
    network, card = checkpoint.load_network(weights)
    if chosen is Format.json:
        data = exchange.to_json(network, card)
    elif chosen is Format.npz:
        data = exchange.to_npz(network, card)
    else:
        try:
            from trainer.checkpoints.onnx import to_onnx
        except ImportError:
            raise UserError(
                "the Python package onnx is missing; install it with: pip install "
                "'lenet-in-a-page[onnx]'"
            ) from None
        data = to_onnx(network)
    write_atomically(path, data)
    _say(f"{network.name} → {path} ({len(data):,} bytes)")


def import_weights(
    source: Annotated[Path, typer.Argument(help="A .json, .npz or .safetensors file.")],
    output: Annotated[
        Path | None, typer.Option(help="Weights file; by default beside the source.")
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Read weights that export wrote; what does not fit is refused with the first difference."""
    path = output or _beside(source, ".safetensors")
    if path.suffix != ".safetensors":
        raise UserError(f"{path} is no weights file; give --output a name ending in .safetensors")
    check_outputs([path], [source], overwrite=overwrite)
    network, card = exchange.read(source)
    checkpoint.save(path, network.tensors, card)
    _say(f"{network.name} ← {source}, kept as {path}")


def _beside(path: Path, suffix: str) -> Path:
    """Return a file's path with another suffix; raise UserError for a path without a name."""
    if not path.name:
        raise UserError(f"{path} is a folder; give the path of a file")
    return path.with_suffix(suffix)


def _say(line: str) -> None:
    plain_console().print(line)
