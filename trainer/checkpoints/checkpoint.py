"""Read and write weights: the only code that knows the file format.

A checkpoint is a safetensors file of float32 tensors. Its metadata has one key, ``card``: a JSON
object, see :mod:`trainer.checkpoints.card`. One key only, because the format does not promise an
order for several. ``site_template/data/checkpoint.js`` accepts the same files, and words its
errors alike.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import safetensors
import safetensors.numpy

from trainer.arrays import Array
from trainer.checkpoints.card import Card
from trainer.errors import UserError
from trainer.files import write_atomically
from trainer.json_fields import printable
from trainer.networks.network import Network
from trainer.networks.registry import create

LARGEST_FILE = 1 << 26
"""Bytes; the states and snapshots of LeNet-5 have some millions."""


def to_bytes(parameters: dict[str, Array], card: Card) -> bytes:
    """Return the file's bytes: the same input gives the same bytes."""
    tensors = {name: np.ascontiguousarray(value) for name, value in parameters.items()}
    return safetensors.numpy.save(tensors, {"card": card.to_text()})


def rounded(parameters: dict[str, Array], significant_bits: int) -> dict[str, Array]:
    """Round float32 parameters to some significant bits, halves away from zero."""
    if not 2 <= significant_bits <= 24:
        raise ValueError(f"float32 has 2 to 24 significant bits, found {significant_bits}")
    dropped = 24 - significant_bits
    half, mask = np.uint32((1 << dropped) >> 1), np.uint32(0xFFFFFFFF << dropped & 0xFFFFFFFF)
    return {
        name: ((np.asarray(value, np.float32).view(np.uint32) + half) & mask).view(np.float32)
        for name, value in parameters.items()
    }


def save(path: Path, parameters: dict[str, Array], card: Card) -> None:
    """Write a checkpoint, atomically."""
    write_atomically(path, to_bytes(parameters, card))


def load(path: Path, dtypes: Sequence[str] = ("F32",)) -> tuple[dict[str, Array], Card]:
    """Read the tensors, each of one of the safetensors dtypes, and the card.

    Raises UserError for a file that is not such a checkpoint.
    """
    if path.is_dir():
        raise UserError(f"{path} is a folder; give the path of a safetensors file")
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ValueError(f"it has more than {LARGEST_FILE:,} bytes, which no weights have")
        with safetensors.safe_open(path, framework="numpy") as file:
            text = (file.metadata() or {}).get("card", "{}")
            names = sorted(file.keys())
            for name in names:
                _check_dtype(name, file.get_slice(name).get_dtype(), dtypes)
            parameters: dict[str, Array] = {name: file.get_tensor(name) for name in names}
        for name, value in parameters.items():
            check_finite(name, value)
        return parameters, Card.from_text(text)
    except FileNotFoundError:
        raise UserError(
            f"{path}: there is no such file; give the path of a safetensors file"
        ) from None
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror or error})") from None
    except safetensors.SafetensorError:
        raise UserError(f"{path}: not a whole safetensors file; train or copy it again") from None
    except ValueError as error:
        raise UserError(f"{path}: {error}") from None


def _check_dtype(name: str, dtype: str, expected: Sequence[str]) -> None:
    if dtype not in expected:
        raise ValueError(f"{printable(name)} is of type {dtype}, expected {' or '.join(expected)}")


def check_finite(name: str, values: Array) -> None:
    """Raise ValueError where a tensor holds NaN or infinity."""
    if not np.isfinite(values).all():
        raise ValueError(
            f"{printable(name)} holds NaN or infinity; expected finite numbers, train again"
        )


def load_network(path: Path) -> tuple[Network, Card]:
    """Return the network that a checkpoint's card names, with the checkpoint's weights."""
    parameters, card = load(path)
    try:
        network = network_of(card)
        network.load(parameters)
    except ValueError as error:
        raise UserError(f"{path}: {error}") from None
    return network, card


def network_of(card: Card) -> Network:
    """Return the network that a card names, in its variant, untrained; or raise ValueError."""
    network = create(card.network, card.recipe.variant if card.recipe else {})
    if card.framing:
        network.input = replace(network.input, framing=card.framing)
    return network
