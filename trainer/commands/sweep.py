"""``sweep``: run a study over its seeds, a row a run."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from trainer.commands.console import plain_console
from trainer.errors import UserError
from trainer.studies import results
from trainer.studies.statistics import summary
from trainer.studies.studies import STUDIES, Study
from trainer.studies.sweep import missing
from trainer.studies.sweep import sweep as run_tasks


def sweep(
    study: Annotated[
        list[str] | None, typer.Argument(help=f"Of: {', '.join(STUDIES)}. All by default.")
    ] = None,
    arm: Annotated[list[str] | None, typer.Option(help="Only this arm; may be repeated.")] = None,
    seeds: Annotated[int, typer.Option(min=1, help="Only the first so many seeds.")] = 1_000,
    jobs: Annotated[int, typer.Option(min=1, help="Runs at a time; several need joblib.")] = 1,
    scheduler: Annotated[
        str, typer.Option(envvar="LENET_DASK", help="Address of a Dask scheduler to run on.")
    ] = "",
    drop: Annotated[str, typer.Option(help="First take the runs of this arm out.")] = "",
    output: Annotated[Path, typer.Option(help="Folder of the results.")] = results.FOLDER,
) -> None:
    """Run studies; what --output has already is not run again."""
    names = study or list(STUDIES)
    for name in names:
        if name not in STUDIES:
            raise UserError(f"no study is called {name!r}; there are {', '.join(STUDIES)}")
    arms = {each.name for name in names for each in STUDIES[name].arms}
    for name in arm or []:
        if name not in arms:
            raise UserError(f"no arm is called {name!r}; there are {', '.join(sorted(arms))}")
    console = plain_console()
    for chosen in (STUDIES[name] for name in names):
        if drop:
            console.print(f"{chosen.name}: {results.drop(chosen, drop, output)} runs taken out")
        try:
            _sweep(chosen, arm, seeds, jobs, scheduler, output, console)
        except KeyboardInterrupt:
            console.print("Stopped; finished runs are kept. The same command goes on.")
            raise typer.Exit(130) from None


def _sweep(
    study: Study,
    arms: list[str] | None,
    seeds: int,
    jobs: int,
    scheduler: str,
    output: Path,
    console: Console,
) -> None:
    done = results.read(study, output)
    tasks = [
        (arm, seed)
        for arm, seed in missing(study, done)
        if (not arms or arm.name in arms) and seed in list(study.seeds)[:seeds]
    ]
    console.print(f"{study.name}: {len(done)} runs are there, {len(tasks)} to go")
    for result in run_tasks(study, tasks, jobs, scheduler, output):
        console.print(
            f"{result.arm}, seed {result.seed}: train {result.train.misses:,}, test "
            f"{result.test.misses:,} of {result.test.images:,} ({result.test.error:.2%}), "
            f"{result.seconds:.0f} s"
        )
    done = results.read(study, output)
    for arm in study.arms:
        errors = [run.test.error for run in done if run.arm == arm.name]
        if errors:
            console.print(f"{arm.title}: {summary(errors)}")
