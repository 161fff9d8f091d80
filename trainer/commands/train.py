"""``train``: train a network by a recipe, a table row per pass."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from trainer.checkpoints import checkpoint
from trainer.checkpoints.card import EngineName
from trainer.commands.arguments import NetworkName
from trainer.commands.console import plain_console
from trainer.commands.outputs import Overwrite, check_outputs
from trainer.datasets import catalogue
from trainer.errors import UserError
from trainer.json_fields import LARGEST_WHOLE
from trainer.runs.run import Run
from trainer.runs.snapshots import Snapshots
from trainer.training.doubts import doubt
from trainer.training.recipes import RECIPES
from trainer.training.records import PassRecord

HEADING = "pass   train loss   error    misses    test loss   error    misses   seconds"


def train(
    network: NetworkName,
    recipe: Annotated[str, typer.Option(help="Recipe; by default the network's first one.")] = "",
    seed: Annotated[
        int | None, typer.Option(min=0, max=LARGEST_WHOLE, help="Seed of the initial weights.")
    ] = None,
    passes: Annotated[int | None, typer.Option(min=1, help="Passes over the images.")] = None,
    lr: Annotated[float | None, typer.Option(help="Learning rate.")] = None,
    output: Annotated[
        Path | None, typer.Option(help="Weights file; by default runs/NETWORK-RECIPE-seedN.")
    ] = None,
    engine: Annotated[
        EngineName | None,
        typer.Option(
            help="wasm: the page's arithmetic, fast; numpy: plain. "
            "[default: wasm for steps on single images, numpy for mini-batches]"
        ),
    ] = None,
    threads: Annotated[
        int,
        typer.Option(min=1, max=2, help="Of wasm in mini-batches; the bits are the same."),
    ] = 1,
    resume: Annotated[bool, typer.Option(help="Go on from where --output stopped.")] = False,
    snapshots: Annotated[
        Path | None, typer.Option(help="Keep the weights of every pass in this file, for the page.")
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Train a network from scratch; weights are saved after every pass."""
    names = [name for owner, name in RECIPES if owner == network]
    if recipe and recipe not in names:
        raise UserError(f"{network} has no recipe {recipe!r}; expected one of {', '.join(names)}")
    if lr is not None and not 0 < lr < float("inf"):
        raise UserError(f"a learning rate of {lr} cannot train; expected a positive number")
    chosen = RECIPES[network, recipe or names[0]]
    chosen = replace(
        chosen,
        seed=chosen.seed if seed is None else seed,
        passes=passes or chosen.passes,
        learning_rate=lr or chosen.learning_rate,
    )
    path = output or Path("runs") / f"{network}-{chosen.name}-seed{chosen.seed}.safetensors"
    if path.suffix != ".safetensors":
        raise UserError(f"{path} is no weights file; give --output a name ending in .safetensors")
    if resume and snapshots:
        raise UserError("--snapshots needs a run from its start; leave out --resume")
    written = [path, path.with_suffix(".state"), *filter(None, [snapshots])]
    check_outputs(
        written, overwrite=overwrite, own=lambda file: resume, otherwise="go on with --resume, "
    )
    data = catalogue.load_dataset(chosen.data)
    run = Run(
        chosen, data, path, resume=resume, overwrite=overwrite, engine=engine, threads=threads
    )

    kept = Snapshots()
    kept.keep(run.training.result)
    console = plain_console()
    console.print(
        f"{network}: {len(data.train_labels):,} images, {chosen.passes} passes, "
        f"seed {chosen.seed}, learning rate {chosen.learning_rate:g}, "
        f"in {run.training.engine} → {path}"
    )
    console.print(HEADING, style="bold")
    for record in run.records:
        console.print(_row(record))
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    try:
        with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as progress:
            images = len(data.train_labels)
            task = progress.add_task("", total=chosen.passes * images, completed=0)
            progress.update(task, completed=len(run.records) * images)

            def on_step(done: int) -> None:
                progress.advance(task, done)

            one_answer, doubted = run.training.loss_of_one_answer(), False
            for record in run.train(on_step):
                console.print(_row(record))
                sentence = doubt(run.records, one_answer, chosen.learning_rate)
                if sentence and not doubted:
                    console.print(sentence)
                    doubted = True
                if snapshots:
                    kept.keep(run.training.result)
    except KeyboardInterrupt:
        done = (
            f"the {len(run.records)} finished passes are kept" if run.records else "none finished"
        )
        console.print(f"Stopped; {done}. Go on with the same command and --resume.")
        raise typer.Exit(130) from None
    if snapshots:
        kept.save(snapshots, checkpoint.load(path)[1])
        console.print(f"Passes: {snapshots}")
    console.print(f"Weights: {path}")


def _row(record: PassRecord) -> str:
    train, test = record.train, record.test
    return (
        f"{record.number:4d}   {train.loss:10.6f}  {train.error:6.2%}  {train.misses:8,d}"
        f"   {test.loss:10.6f}  {test.error:6.2%}  {test.misses:8,d}  {record.seconds:8.2f}"
    )
