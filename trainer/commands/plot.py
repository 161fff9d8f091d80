"""``plot``: figures of a run."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainer.checkpoints.checkpoint import load_network
from trainer.commands.arguments import data_of
from trainer.commands.console import plain_console
from trainer.commands.outputs import Overwrite, check_outputs
from trainer.errors import UserError
from trainer.files import write_atomically

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot(
    run: Annotated[Path, typer.Argument(help="The run's weights file.")],
    layer: Annotated[
        list[str] | None,
        typer.Option(help="A layer whose kernels and maps to draw; may be repeated."),
    ] = None,
    image: Annotated[int, typer.Option(min=0, help="The test image that the maps are of.")] = 0,
    data: Annotated[str, typer.Option(help="Data set; by default the card's own.")] = "",
    output: Annotated[
        Path | None, typer.Option(help="Folder; by default beside the run, called RUN-plots.")
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Draw training curves, sample predictions, kernels and feature maps, as SVG and PNG."""
    try:
        from trainer.studies import plots
    except ImportError:
        raise UserError(
            "the Python package matplotlib is missing; install it with: pip install "
            "'lenet-in-a-page[plots]'"
        ) from None
    network, card = load_network(run)
    layers = {each.name: each for each in network.layers}
    for name in layer or []:
        if name not in layers:
            raise UserError(f"{network.name} has no layer {name!r}; it has {', '.join(layers)}")
    dataset = data_of(card, network, data)
    if image >= len(dataset.test_images):
        raise UserError(
            f"there is no test image {image}; {dataset.name} has {len(dataset.test_images):,}, "
            f"counted from 0"
        )
    folder = output or run.with_name(f"{run.stem}-plots")
    title = f"{network.name}/{card.name or run.stem}"
    figures: dict[str, Callable[[], Figure]] = {
        "samples": lambda: plots.samples(network, dataset, title)
    }
    if card.passes:
        figures["curves"] = lambda: plots.curves(card.passes, title)
    for name in layer or []:
        if "weight" in layers[name].params:
            figures[f"{name}-kernels"] = partial(plots.kernels, layers[name])
        figures[f"{name}-maps"] = partial(
            plots.maps, network, dataset.test_images[image], layers[name]
        )
    files = [folder / f"{name}.{suffix}" for name in figures for suffix in ("svg", "png")]
    check_outputs(files, [run], overwrite=overwrite)
    for name, draw in figures.items():
        figure = draw()
        write_atomically(folder / f"{name}.svg", plots.to_svg(figure))
        write_atomically(folder / f"{name}.png", plots.to_png(figure))
    written = ", ".join(sorted(figures))
    plain_console().print(f"{folder}: {written}")
