"""Weights in formats that other programs read, and back: JSON and ``.npz``.

JSON is Ismanto's (2026, §6): kernels, biases and matrices as nested lists, organised by layer,
each layer's connection table beside its kernels where it has one::

    {"network": "zipcode-1989", "card": {…},
     "layers": {"H1": {"weight": […], "bias": […]},
                "H2": {"weight": […], "bias": […], "connections": [[0, 1, …], …]}, …}}

``.npz`` is Batmazoğlu's (§V-A): one array for each tensor, by its full name, and the card as
JSON text. Both keep every float32 exactly.
"""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from trainer.arrays import Array
from trainer.checkpoints import checkpoint
from trainer.checkpoints.checkpoint import Card
from trainer.errors import UserError
from trainer.layers import Conv
from trainer.networks.network import Network


def to_json(network: Network, card: Card) -> bytes:
    """The network's weights and card as JSON text."""
    layers: dict[str, dict[str, Any]] = {}
    for layer in network.layers:
        if not layer.tensors:
            continue
        entry: dict[str, Any] = {
            short: _exact(values).tolist() for short, values in layer.tensors.items()
        }
        if isinstance(layer, Conv) and layer.connections is not None:
            entry["connections"] = [list(row) for row in layer.connections]
        layers[layer.name] = entry
    content = {"network": network.name, "card": card, "layers": layers}
    return (json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _exact(values: Array) -> Array:
    """Float64 numbers whose shortest decimals are those of the float32 numbers."""
    shortest = [float(str(value)) for value in values.astype(np.float32).ravel()]
    return np.array(shortest).reshape(values.shape)


def to_npz(network: Network, card: Card) -> bytes:
    """The network's weights and card as a NumPy archive, the same bytes each time."""
    arrays: dict[str, Any] = dict(network.tensors)
    arrays["card"] = np.array(json.dumps(card, ensure_ascii=False, allow_nan=False))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for name, values in arrays.items():
            member = io.BytesIO()
            np.save(member, values, allow_pickle=False)
            # A fixed date: the same weights give the same file.
            entry = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, member.getvalue())
    return archive.getvalue()


def read(path: Path) -> tuple[Network, Card]:
    """Weights from JSON, ``.npz`` or safetensors, in the network that their card names.

    Raises UserError with the first difference when they are not that network's.
    """
    readers = {".json": _read_json, ".npz": _read_npz, ".safetensors": checkpoint.load}
    if path.suffix not in readers:
        raise UserError(
            f"{path}: cannot import {path.suffix or 'a file without a suffix'}; "
            f"expected one of {', '.join(readers)}"
        )
    if not path.is_file():
        raise UserError(f"{path}: there is no such file; give the path of exported weights")
    tensors, card = readers[path.suffix](path)
    try:
        network = checkpoint.network_of(card)
        network.load({name: _finite(name, values) for name, values in tensors.items()})
        if path.suffix == ".json":
            _check_connections(network, path)
    except ValueError as error:
        raise UserError(f"{path}: {error}") from None
    return network, card


def _read_json(path: Path) -> tuple[dict[str, Array], Card]:
    try:
        content = json.loads(path.read_text("utf-8"))
        card: Card = {**content.get("card", {}), "network": content["network"]}
        layers = content["layers"].items()
        tensors = {
            f"{layer}.{short}": _array(f"{layer}.{short}", values)
            for layer, entry in layers
            for short, values in entry.items()
            if short != "connections"
        }
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise UserError(f"{path}: not JSON ({error}); export it again") from None
    except (KeyError, AttributeError, TypeError):
        raise UserError(
            f'{path}: expected {{"network": …, "layers": {{layer: {{"weight": …}}}}}}; '
            f"export it again"
        ) from None
    except ValueError as error:
        raise UserError(f"{path}: {error}") from None
    return tensors, card


def _read_npz(path: Path) -> tuple[dict[str, Array], Card]:
    try:
        with np.load(path, allow_pickle=False) as archive:
            tensors = {name: archive[name] for name in archive.files if name != "card"}
            card = json.loads(str(archive["card"])) if "card" in archive.files else {}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise UserError(f"{path}: not a whole .npz file ({error}); export it again") from None
    return tensors, card if isinstance(card, dict) else {}


def _array(name: str, values: Any) -> Array:
    try:
        return np.array(values, np.float32)
    except (ValueError, TypeError):
        raise ValueError(f"{name} is not a regular array of numbers") from None


def _finite(name: str, values: Array) -> Array:
    if not np.issubdtype(values.dtype, np.floating) or not np.isfinite(values).all():
        raise ValueError(f"{name} holds something that is no finite number")
    return values


def _check_connections(network: Network, path: Path) -> None:
    """The file's connection tables must be the network's: weights are stored by them."""
    layers = json.loads(path.read_text("utf-8"))["layers"]
    for layer in network.layers:
        if not isinstance(layer, Conv):
            continue
        own = None if layer.connections is None else [list(row) for row in layer.connections]
        found = layers[layer.name].get("connections")
        if found == own:
            continue
        if own is None or not isinstance(found, list) or len(found) != len(own):
            raise ValueError(f"the connection table of {layer.name} is not that of {network.name}")
        row = next(
            i for i, (mine, theirs) in enumerate(zip(own, found, strict=True)) if mine != theirs
        )
        raise ValueError(
            f"{network.name} connects map {row} of {layer.name} to {own[row]}, found {found[row]}"
        )
