"""Arguments that several commands share, checked where they are read."""

from pathlib import Path
from typing import Annotated

import typer

from trainer.checkpoints.checkpoint import Card
from trainer.datasets import catalogue
from trainer.datasets.dataset import Dataset
from trainer.errors import UserError
from trainer.networks.registry import NETWORKS


def _known_network(name: str) -> str:
    if name not in NETWORKS:
        raise UserError(f"no network is called {name!r}; expected one of {', '.join(NETWORKS)}")
    return name


NetworkName = Annotated[
    str, typer.Argument(callback=_known_network, help=f"One of: {', '.join(NETWORKS)}.")
]
WeightsFile = Annotated[Path, typer.Argument(help="A safetensors file written by the trainer.")]


def data_of(card: Card, given: str) -> Dataset:
    """The data set that was asked for, else the one that weights with this card were trained on."""
    own = card.get("recipe", {}).get("data")
    if not given and not isinstance(own, str):
        raise UserError("the weights' card names no data set; name one with --data, like mnist")
    return catalogue.load_dataset(given or str(own))
