"""Arguments that several commands share, checked where they are read."""

from pathlib import Path
from typing import Annotated

import typer

from trainer.checkpoints.card import Card
from trainer.datasets import catalogue
from trainer.datasets.dataset import Dataset
from trainer.datasets.fit import check_fits
from trainer.errors import UserError
from trainer.networks.network import Network
from trainer.networks.registry import NETWORKS


def _known_network(name: str) -> str:
    if name not in NETWORKS:
        raise UserError(f"no network is called {name!r}; expected one of {', '.join(NETWORKS)}")
    return name


NetworkName = Annotated[
    str, typer.Argument(callback=_known_network, help=f"One of: {', '.join(NETWORKS)}.")
]
WeightsFile = Annotated[Path, typer.Argument(help="A safetensors file written by the trainer.")]


def data_of(card: Card, network: Network, given: str) -> Dataset:
    """Load the data set that was asked for, else the one that the card's recipe names.

    Raise UserError where the network cannot read it.
    """
    name = given or (card.recipe.data if card.recipe else "")
    if not name:
        raise UserError("the weights' card names no data set; name one with --data, like mnist")
    data = catalogue.load_dataset(name)
    check_fits(data, network)
    return data
