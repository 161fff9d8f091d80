"""Arguments that several commands share, checked where they are read."""

from pathlib import Path
from typing import Annotated

import typer

from trainer.errors import UserError
from trainer.networks import NETWORKS


def _known_network(name: str) -> str:
    if name not in NETWORKS:
        raise UserError(f"no network is called {name!r}; expected one of {', '.join(NETWORKS)}")
    return name


NetworkName = Annotated[
    str, typer.Argument(callback=_known_network, help=f"One of: {', '.join(NETWORKS)}.")
]
WeightsFile = Annotated[Path, typer.Argument(help="A safetensors file written by the trainer.")]
