"""``evaluate``: how many test images a set of weights misreads."""

from typing import Annotated

import numpy as np
import typer
from rich.table import Table

from trainer.checkpoints.checkpoint import load_network
from trainer.commands.arguments import WeightsFile, data_of
from trainer.commands.console import plain_console
from trainer.reading.reader import Reader


def evaluate(
    weights: WeightsFile,
    data: Annotated[str, typer.Option(help="Data set; by default the card's own.")] = "",
) -> None:
    """Read the test images with a set of weights and count the misses, by digit."""
    network, card = load_network(weights)
    dataset = data_of(card, network, data)
    labels = dataset.test_labels
    wrong = Reader(network).digits(dataset.test_images) != labels
    table = Table(title=f"{weights.name} on the test images of {dataset.description}")
    for heading in ("digit", "images", "misses", "error"):
        table.add_column(heading, justify="right")
    for index, name in enumerate(network.classes):
        of_class = labels == index
        misses = int(np.count_nonzero(wrong & of_class))
        images = int(np.count_nonzero(of_class))
        table.add_row(name, f"{images:,}", f"{misses:,}", f"{misses / max(images, 1):.2%}")
    table.add_section()
    table.add_row("all", f"{len(labels):,}", f"{int(wrong.sum()):,}", f"{wrong.mean():.2%}")
    plain_console(wrap=True).print(table)
