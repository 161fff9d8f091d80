"""The command line: ``python -m builder build`` and ``python -m builder modules``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from builder import site
from trainer.errors import UserError

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Build the one HTML file.")


@app.command()
def build(
    weights: Annotated[
        list[str] | None,
        typer.Option(
            help="Weights to build with in place of the shipped ones of their network: "
            "a safetensors file, or NETWORK/NAME=FILE. Can be given several times.",
        ),
    ] = None,
    output: Annotated[Path, typer.Option(help="Where to write the page.")] = site.OUTPUT,
) -> None:
    """Build the page: one file that works from disk, with no request."""
    site.build(weights or (), output)
    typer.echo(output)


@app.command()
def modules(
    output: Annotated[Path, typer.Option(help="The folder to write the modules to.")],
) -> None:
    """Write the page's JavaScript as separate modules, for linters and type checkers."""
    site.write_modules(output)


def main() -> None:
    """Run a command; what a person did wrong is one sentence and exit code 2."""
    try:
        app()
    except UserError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
