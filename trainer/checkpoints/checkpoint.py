"""Reading and writing weights: the only code that knows the file format.

A checkpoint is a safetensors file of float32 tensors. Its metadata has one key, ``card``: a JSON
object that says what the network is, on what it was trained, by which recipe, and how well it
does. One key only, because the format does not promise an order for several.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import safetensors.numpy

from trainer.arrays import Array
from trainer.errors import UserError
from trainer.files import write_atomically
from trainer.networks.network import Network
from trainer.networks.registry import create

Card = dict[str, Any]
SIZE_NORMALIZED = "size-normalized"
"""What ``framing`` is in the cards of weights whose training images the digits fill."""


def to_bytes(parameters: dict[str, Array], card: Card) -> bytes:
    """The file's bytes: the same input gives the same bytes."""
    tensors = {name: np.ascontiguousarray(value) for name, value in parameters.items()}
    text = json.dumps(card, ensure_ascii=False, allow_nan=False)
    return safetensors.numpy.save(tensors, {"card": text})


def rounded(parameters: dict[str, Array], significant_bits: int) -> dict[str, Array]:
    """Float32 parameters rounded to so many significant bits, halves away from zero."""
    if not 2 <= significant_bits <= 24:
        raise ValueError(f"float32 has 2 to 24 significant bits, found {significant_bits}")
    dropped = 24 - significant_bits
    half, mask = np.uint32((1 << dropped) >> 1), np.uint32(0xFFFFFFFF << dropped & 0xFFFFFFFF)
    return {
        name: ((np.asarray(value, np.float32).view(np.uint32) + half) & mask).view(np.float32)
        for name, value in parameters.items()
    }


def save(path: Path, parameters: dict[str, Array], card: Card) -> None:
    """Write a checkpoint, whole or not at all."""
    write_atomically(path, to_bytes(parameters, card))


def load(path: Path) -> tuple[dict[str, Array], Card]:
    """Read tensors and card; a file that is not such a checkpoint raises UserError."""
    if path.is_dir():
        raise UserError(f"{path} is a folder; give the path of a safetensors file")
    try:
        with safetensors.safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            parameters: dict[str, Array] = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except FileNotFoundError:
        raise UserError(
            f"{path}: there is no such file; give the path of a safetensors file"
        ) from None
    except (OSError, safetensors.SafetensorError) as error:
        raise UserError(
            f"{path}: not a whole safetensors file ({error}); train or copy it again"
        ) from None
    for name, value in parameters.items():
        if not np.isfinite(value).all():
            raise UserError(
                f"{path}: {name} holds NaN or infinity; expected finite numbers, train again"
            )
    try:
        card = json.loads(metadata.get("card", "{}"))
    except json.JSONDecodeError as error:
        raise UserError(f"{path}: its card is not JSON ({error}); train or copy it again") from None
    if not isinstance(card, dict):
        raise UserError(f"{path}: its card is {type(card).__name__}, expected a JSON object")
    return parameters, card


def load_network(path: Path) -> tuple[Network, Card]:
    """The network that a checkpoint's card names, with the checkpoint's weights."""
    parameters, card = load(path)
    try:
        network = network_of(card)
        network.load(parameters)
    except ValueError as error:
        raise UserError(f"{path}: {error}") from None
    network.size_normalized = card.get("framing") == SIZE_NORMALIZED
    return network, card


def network_of(card: Card) -> Network:
    """The network that a card names, in its variant, untrained; ValueError where it names none."""
    name, recipe = card.get("network"), card.get("recipe", {})
    if not isinstance(name, str):
        raise ValueError("its card names no network; expected weights written by the trainer")
    variant = recipe.get("variant", {}) if isinstance(recipe, dict) else None
    if not isinstance(variant, dict) or not all(isinstance(v, str) for v in variant.values()):
        raise ValueError("its card holds no recipe of the trainer; train or export it again")
    return create(name, variant)
