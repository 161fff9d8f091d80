"""``compare``: optimizers, activations, pooling and batch normalisation, side by side."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from trainer.commands.console import plain_console
from trainer.errors import UserError
from trainer.files import write_atomically
from trainer.studies import results
from trainer.studies.comparisons import COMPARISONS, shortened, table
from trainer.studies.sweep import missing, sweep


def compare(
    data: Annotated[str, typer.Option(help="mnist or fashion-mnist.")] = "mnist",
    arm: Annotated[list[str] | None, typer.Option(help="Only this arm; may be repeated.")] = None,
    seeds: Annotated[int, typer.Option(min=1, help="Seeds 0, 1, … for every arm.")] = 3,
    passes: Annotated[int, typer.Option(min=1, help="Passes over the images.")] = 3,
    jobs: Annotated[int, typer.Option(min=1, help="Runs at a time; several need joblib.")] = 1,
    scheduler: Annotated[
        str, typer.Option(envvar="LENET_DASK", help="Address of a Dask scheduler to run on.")
    ] = "",
    output: Annotated[Path, typer.Option(help="Folder for the three files.")] = results.FOLDER,
) -> None:
    """Train LeNet-5 with one thing changed at a time; write one JSON, one table, one figure.

    Interrupted, the same command goes on where it was.
    """
    if f"lenet5-{data}" not in COMPARISONS:
        raise UserError(f"nothing to compare on {data!r}; expected mnist or fashion-mnist")
    study = replace(shortened(COMPARISONS[f"lenet5-{data}"], passes), seeds=range(seeds))
    names = [each.name for each in study.arms]
    for name in arm or []:
        if name not in names:
            raise UserError(f"no arm is called {name!r}; there are {', '.join(names)}")
    console = plain_console()
    tasks = [
        task
        for task in missing(study, results.read(study, output))
        if not arm or task[0].name in arm
    ]
    console.print(f"{study.title}: {len(tasks)} runs to go")
    try:
        for result in sweep(study, tasks, jobs, scheduler, output):
            console.print(f"{result.arm}, seed {result.seed}: {result.test.error:.2%} misread")
    except KeyboardInterrupt:
        console.print("Stopped; finished runs are kept. The same command goes on.")
        raise typer.Exit(130) from None
    found = results.read(study, output)
    text = table(study, found)
    write_atomically(output / f"{study.name}.md", text.encode())
    console.print(text)
    try:
        from trainer.studies import plots
    except ImportError:
        console.print("No figure: it needs matplotlib, pip install 'lenet-in-a-page[plots]'")
        return
    figure = plots.comparison(study, found)
    write_atomically(output / f"{study.name}.svg", plots.to_svg(figure))
    console.print(f"{output}: {study.name}.json, .md, .svg")
