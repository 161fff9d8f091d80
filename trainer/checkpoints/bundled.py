"""The weights that come with the project: ``trainer/weights/NETWORK/NAME.safetensors``."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from trainer.arrays import Array
from trainer.checkpoints.card import Card
from trainer.checkpoints.checkpoint import load, load_network
from trainer.networks.registry import create
from trainer.reading.reader import Reader
from trainer.resources import folder

SHIPPED = folder("trainer", "weights")


def shipped(name: str) -> list[Path]:
    """Return the weights files of a network: those it offers in their order, then the others."""
    offered = create(name).offered
    files = sorted((SHIPPED / name).glob("*.safetensors"))
    return sorted(files, key=lambda path: [path.stem != other for other in offered])


def load_reader(path: Path) -> Reader:
    """Return the network of a weights file, ready to read; raise UserError as the file demands."""
    network, card = load_network(path)
    return Reader(network, with_known_calibration(network.tensors, card).calibration)


def with_known_calibration(tensors: Mapping[str, Array], card: Card) -> Card:
    """Return the card; if it has no calibration, with that of equal shipped weights.

    A calibration was measured with these very numbers: it holds for whatever weights are equal to
    them bit for bit, read the same input and go through the same layers, and for no others.
    """
    if card.calibration is not None:
        return card
    variant = card.recipe.variant if card.recipe else {}
    for path in shipped(card.network):
        others, known = load(path)
        same = known.framing == card.framing and known.recipe and known.recipe.variant == variant
        if known.calibration and same and _equal(tensors, others):
            return replace(card, calibration=known.calibration, stroke_score=known.stroke_score)
    return card


def _equal(ours: Mapping[str, Array], others: Mapping[str, Array]) -> bool:
    return ours.keys() == others.keys() and all(
        np.array_equal(values.view(np.uint32), others[name].view(np.uint32))
        for name, values in ours.items()
    )
