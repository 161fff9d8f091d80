"""The commands of ``python -m builder``: ``build`` and ``modules``."""

from pathlib import Path
from typing import Annotated

import typer

from builder import site
from builder.weights import file_of
from trainer.commands.console import progress_bar
from trainer.commands.outputs import Overwrite, check_outputs
from trainer.files import write_atomically

app = typer.Typer(
    help="Build the one HTML file.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


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
    without_training: Annotated[
        bool,
        typer.Option("--without-training", help="Leave out training in the page: 0.7 MB less."),
    ] = False,
    overwrite: Overwrite = False,
) -> None:
    """Build the page: one file that works from disk, with no request.

    A page that was built before is replaced; any other file only with --overwrite.
    """
    given = [file_of(choice) for choice in weights or ()]
    check_outputs([output], given, overwrite=overwrite, own=site.is_page)
    with progress_bar("building") as on_step:
        site.build(weights or (), output, with_training=not without_training, on_step=on_step)
    typer.echo(output.absolute())


@app.command()
def modules(
    output: Annotated[Path, typer.Option(help="The folder to write the modules to.")],
    overwrite: Overwrite = False,
) -> None:
    """Write the page's JavaScript as separate modules, for linters and type checkers."""
    files = {output / name: text.encode() for name, text in site.modules().items()}
    check_outputs(
        list(files), overwrite=overwrite, own=lambda path: path.read_bytes() == files[path]
    )
    for path, data in files.items():
        write_atomically(path, data)
