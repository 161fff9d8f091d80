"""A training run's weights after every pass, as one file, so that the page can replay it.

The file is safetensors in float16, which is exact enough to watch: each tensor has one axis more
than in the network, the first, with the weights before training and after every pass but the
last. The last pass is the weights file itself. Its metadata repeats the weights' card.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from trainer.arrays import Array
from trainer.checkpoints import checkpoint
from trainer.checkpoints.card import Card
from trainer.errors import UserError
from trainer.networks.network import Network


class Snapshots:
    """The weights of a run so far; call ``keep`` before it and after each pass."""

    def __init__(self) -> None:
        self._kept: dict[str, list[Array]] = {}

    def keep(self, network: Network) -> None:
        """Copy the network's tensors as they are now."""
        for name, value in network.tensors.items():
            self._kept.setdefault(name, []).append(value.astype(np.float16))

    def save(self, path: Path, card: Card) -> None:
        """Write all but the last, which is the run's own weights file."""
        tensors = {name: np.stack(kept[:-1]) for name, kept in self._kept.items()}
        checkpoint.save(path, tensors, card)


def load(path: Path, weights: dict[str, Array], card: Card) -> dict[str, Array]:
    """Read the snapshots that belong to ``weights``: float32 tensors (passes + 1, *shape).

    The first is before training, the last is ``weights`` themselves, bit for bit. Snapshots of
    another run raise UserError.
    """
    tensors, own_card = checkpoint.load(path, ("F16",))
    ours, theirs = _settings(own_card), _settings(card)
    for key, value in ours.items():
        if value != theirs[key]:
            raise UserError(
                f"{path} holds the passes of another run than the weights (their cards differ in "
                f"{key}); make both with one `train --snapshots`"
            )
    expected = {name: (len(card.passes), *value.shape) for name, value in weights.items()}
    found = {name: value.shape for name, value in tensors.items()}
    for name in sorted(expected.keys() | found.keys()):
        if found.get(name) != expected.get(name):
            raise UserError(
                f"{path} holds {name} of shape {found.get(name)}, expected {expected.get(name)}; "
                f"make it and the weights with one `train --snapshots`"
            )
    return {
        name: np.concatenate([tensors[name].astype(np.float32), value[None]])
        for name, value in weights.items()
    }


def _settings(card: Card) -> dict[str, object]:
    """Return what two cards of one run share; the seconds that passes take differ between runs."""
    passes = [replace(record, seconds=0) for record in card.passes]
    return {"network": card.network, "recipe": card.recipe, "passes": passes}
