"""``report``: figures and tables from the results, into docs/."""

from pathlib import Path
from typing import Annotated

import typer

from trainer.commands.outputs import Overwrite, check_outputs
from trainer.errors import UserError
from trainer.files import write_atomically
from trainer.studies import report as reports


def report(
    results: Annotated[Path, typer.Option(help="Folder of the results.")] = Path("results"),
    output: Annotated[
        Path, typer.Option(help="Document with the tables; the figures stand beside it.")
    ] = Path("docs", "results.md"),
    overwrite: Overwrite = False,
) -> None:
    """Rewrite the tables of docs/results.md and the figures beside it from results/."""
    found = reports.read(results)
    if not any(found.values()):
        raise UserError(
            f"there are no results in {results}; run `python -m trainer study` first, or give "
            "--results their folder"
        )
    files = reports.files(found, output)
    check_outputs(list(files), overwrite=overwrite, own=lambda path: output.exists())
    for path, data in files.items():
        write_atomically(path, data)
        typer.echo(path)
