"""``study``: run studies over their seeds, a line a run; then their tables and figures."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from trainer.commands.console import plain_console
from trainer.commands.outputs import Overwrite, check_outputs
from trainer.errors import UserError
from trainer.files import write_atomically
from trainer.studies import report, results, tables
from trainer.studies.catalogue import STUDIES
from trainer.studies.execution import Task, execute, missing
from trainer.studies.figures import standalone
from trainer.studies.study import Study


def study(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            help=f"Of: {', '.join(STUDIES)}; by default those whose results are committed.",
            metavar="NAME…",
            show_default=False,
        ),
    ] = None,
    arm: Annotated[list[str] | None, typer.Option(help="Only this arm; may be repeated.")] = None,
    seeds: Annotated[int | None, typer.Option(min=1, help="Seeds 0, 1, … so many.")] = None,
    passes: Annotated[
        int | None, typer.Option(min=1, help="Passes over the images, for a study of its own.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Runs at a time; several need joblib.")] = 1,
    scheduler: Annotated[
        str, typer.Option(envvar="LENET_DASK", help="Address of a Dask scheduler to run on.")
    ] = "",
    drop: Annotated[
        list[str] | None,
        typer.Option(metavar="ARM", help="First take out this arm's runs; may be repeated."),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Only say what there is to run.")] = False,
    output: Annotated[Path, typer.Option(help="Folder of the results.")] = Path("results"),
    overwrite: Overwrite = False,
) -> None:
    """Run studies; what --output has already is not run again.

    Each gives NAME.json, written after every run, and in the end NAME.md and NAME.svg, unless
    --output is the project's own results folder, whose tables and figures `report` writes.
    Interrupted, the same command goes on where it was.
    """
    chosen = _chosen(names or [], arm or [], seeds, passes)
    if not list_:
        for each in chosen:
            _check_outputs(each, output, overwrite)
        if drop:
            _drop(chosen, drop, output, overwrite)
    console = plain_console()
    try:
        for each in chosen:
            tasks = [
                (own, seed)
                for own, seed in missing(each, results.read(each, output))
                if (not arm or own.name in arm) and (seeds is None or seed < seeds)
            ]
            console.print(f"{each.name}: {each.title}; {len(tasks)} runs to go")
            if not list_:
                _run(each, tasks, jobs, scheduler, output)
    except KeyboardInterrupt:
        console.print("Stopped; finished runs are kept. The same command goes on.")
        raise typer.Exit(130) from None


def _chosen(
    names: Sequence[str], arms: Sequence[str], seeds: int | None, passes: int | None
) -> list[Study]:
    """Return the studies in the length that was asked for; raise UserError for unknown names."""
    for name in names:
        if name not in STUDIES:
            raise UserError(f"no study is called {name!r}; there are {', '.join(STUDIES)}")
    chosen = [study for study in STUDIES.values() if study.name in names] or [
        study for study in STUDIES.values() if study.committed
    ]
    known = {arm.name: None for study in chosen for arm in study.arms}
    for arm in arms:
        if arm not in known:
            raise UserError(f"no arm is called {arm!r}; there are {', '.join(known)}")
    return [
        replace(
            study if passes is None else study.shortened(passes),
            seeds=range(max(seeds or 0, len(study.seeds))),
        )
        for study in chosen
        if not arms or any(arm.name in arms for arm in study.arms)
    ]


def _check_outputs(study: Study, output: Path, overwrite: bool) -> None:
    """Raise UserError where files would be lost that are not the results of this study."""
    stored = results.path_of(study, output)
    files = [stored, *_drawn(study, output)]
    check_outputs(files, overwrite=overwrite, own=lambda path: stored.exists())


def _drawn(study: Study, output: Path) -> list[Path]:
    """Return the table and the figure that are written beside a study's results, if they are."""
    if output.resolve() == results.FOLDER.resolve():
        return []
    return [output / f"{study.name}.md", output / f"{study.name}.svg"]


def _drop(chosen: Sequence[Study], arms: Sequence[str], output: Path, overwrite: bool) -> None:
    """Take the runs of some arms out of the one study that is named."""
    if len(chosen) != 1:
        raise UserError(f"--drop takes runs out of one study, found {len(chosen)}; name one")
    if (good := results.valid(chosen[0], arms, output)) and not overwrite:
        raise UserError(
            f"{good} of the runs to drop are finished and have the study's settings as they are "
            "now; give --overwrite to take them out all the same"
        )
    taken = results.drop(chosen[0], arms, output)
    plain_console().print(f"{chosen[0].name}: {taken} runs taken out")


def _run(study: Study, tasks: list[Task], jobs: int, scheduler: str, output: Path) -> None:
    """Execute the tasks, and print each result and an estimate of the remaining time."""
    console = plain_console()
    start = time.monotonic()
    for number, result in enumerate(execute(study, tasks, output, jobs, scheduler), 1):
        left = (time.monotonic() - start) / number * (len(tasks) - number)
        console.print(
            f"{result.arm}, seed {result.seed}: train {result.train.misses:,}, test "
            f"{result.test.misses:,} of {result.test.images:,} ({result.test.error:.2%}), "
            f"{result.seconds:.0f} s; {len(tasks) - number} to go, about {left / 60:.0f} min"
        )
    found = results.read(study, output)
    console.print(tables.of_study(study, found))
    if found and (drawn := _drawn(study, output)):
        figure = standalone(report.figure_of(study, found))
        texts = (tables.of_study(study, found), figure)
        for path, text in zip(drawn, texts, strict=True):
            write_atomically(path, text.encode())
