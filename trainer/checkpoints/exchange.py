"""Weights in formats that other programs read, and back: JSON and ``.npz``.

JSON is Ismanto's (2026, §6): kernels, biases and matrices as nested lists, organised by layer,
each layer's connection table beside its kernels where it has one::

    {"network": "zipcode-1989", "card": {…},
     "layers": {"H1": {"weight": […], "bias": […]},
                "H2": {"weight": […], "bias": […], "connections": [[0, 1, …], …]}, …}}

``.npz`` is Batmazoğlu's (§V-A): one array for each tensor, by its full name, and the card as
JSON text. Both keep every float32 exactly.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from trainer.arrays import Array
from trainer.checkpoints import checkpoint, npz
from trainer.checkpoints.card import Card
from trainer.errors import UserError, printable
from trainer.files import read_bytes
from trainer.json_fields import parse_json, shortest
from trainer.layers import Conv
from trainer.networks.network import Network

LONGEST = 400
"""Characters of what is said of a file, which may have names of any length."""
MOST_AXES = 4
"""Of a tensor: maps, maps before, rows, columns."""
Tables = Mapping[str, object]
"""Connection tables as a file holds them, by layer."""


def to_json(network: Network, card: Card) -> bytes:
    """Return the network's weights and card as JSON text."""
    layers: dict[str, dict[str, object]] = {}
    for layer in network.layers:
        if not layer.tensors:
            continue
        entry: dict[str, object] = {
            short: _exact(values).tolist() for short, values in layer.tensors.items()
        }
        if isinstance(layer, Conv) and layer.connections is not None:
            entry["connections"] = [list(row) for row in layer.connections]
        layers[layer.name] = entry
    content = {
        "network": network.name,
        "card": shortest(card.to_json()),
        "layers": layers,
    }
    return (json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _exact(values: Array) -> Array:
    """Return float64 numbers whose shortest decimals are those of the float32 numbers."""
    shortest = [float(str(value)) for value in values.astype(np.float32).ravel()]
    return np.array(shortest).reshape(values.shape)


def to_npz(network: Network, card: Card) -> bytes:
    """Return the network's weights and card as a NumPy archive, the same bytes each time."""
    return npz.to_bytes(network.tensors, card.to_text())


def read(path: Path) -> tuple[Network, Card]:
    """Read weights from JSON, ``.npz`` or safetensors, into the network that their card names.

    Raises UserError with the first difference when they are not that network's.
    """
    readers = {".json": _read_json, ".npz": _read_npz}
    if path.suffix == ".safetensors":
        return checkpoint.load_network(path)
    if path.suffix not in readers:
        raise UserError(
            f"{path}: cannot import {path.suffix or 'a file without a suffix'}; "
            f"expected one of {', '.join(readers)}, .safetensors"
        )
    if not path.is_file():
        raise UserError(f"{path}: there is no such file; give the path of exported weights")
    data = read_bytes(path, checkpoint.LARGEST_FILE)
    try:
        tensors, card, tables = readers[path.suffix](data)
        for name, values in tensors.items():
            checkpoint.check_finite(name, values)
        network = checkpoint.network_of(card)
        network.load(tensors)
        if tables is not None:
            _check_connections(network, tables)
    except (UserError, ValueError) as error:
        raise UserError(f"{path}: {printable(str(error), LONGEST)}") from None
    return network, card


def _read_json(data: bytes) -> tuple[dict[str, Array], Card, Tables]:
    try:
        content = parse_json(data.decode("utf-8"))
    except ValueError:
        raise ValueError("not JSON; export it again") from None
    layers = content.get("layers") if isinstance(content, dict) else None
    if (
        not isinstance(content, dict)
        or "network" not in content
        or not isinstance(layers, dict)
        or not all(isinstance(entry, dict) for entry in layers.values())
    ):
        raise ValueError(
            'expected {"network": …, "layers": {layer: {"weight": …}}}; export it again'
        )
    card = content.get("card", {})
    if isinstance(card, dict):
        card = {**card, "network": content["network"]}
    tensors = {
        f"{layer}.{short}": _array(f"{layer}.{short}", values)
        for layer, entry in layers.items()
        for short, values in entry.items()
        if short != "connections"
    }
    tables = {
        layer: entry["connections"] for layer, entry in layers.items() if "connections" in entry
    }
    return tensors, Card.from_json(card), tables


def _read_npz(data: bytes) -> tuple[dict[str, Array], Card, None]:
    tensors, text = npz.from_bytes(data)
    return tensors, Card.from_text(text), None


def _array(name: str, values: object) -> Array:
    """Return nested lists of numbers as float32."""
    if not _holds_numbers(values):
        raise ValueError(f"{name} is not a regular array of numbers")
    try:
        with np.errstate(over="ignore"):  # too large for float32: infinity, which is refused later
            return np.array(values, np.float64).astype(np.float32)
    except ValueError:
        raise ValueError(f"{name} is not a regular array of numbers") from None


def _holds_numbers(values: object, axes: int = MOST_AXES) -> bool:
    """Say whether nested lists hold numbers alone: neither text nor true nor null."""
    if isinstance(values, list):
        return axes > 0 and all(_holds_numbers(value, axes - 1) for value in values)
    return type(values) is float


def _check_connections(network: Network, tables: Tables) -> None:
    """Raise ValueError unless the connection tables are the network's: weights go by them."""
    for layer in network.layers:
        if not isinstance(layer, Conv):
            continue
        own = None if layer.connections is None else [list(row) for row in layer.connections]
        found = tables.get(layer.name)
        if found == own:
            continue
        if own is None or not isinstance(found, list) or len(found) != len(own):
            raise ValueError(f"the connection table of {layer.name} is not that of {network.name}")
        row = next(
            i for i, (mine, theirs) in enumerate(zip(own, found, strict=True)) if mine != theirs
        )
        raise ValueError(
            f"{network.name} connects map {row} of {layer.name} to {own[row]}, "
            f"found {printable(str(shortest(found[row])))}"
        )
