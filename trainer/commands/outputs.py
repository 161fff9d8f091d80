"""What a command may write: one rule for all of them, so that nobody's work is lost."""

import os
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Annotated

import typer

from trainer.errors import UserError
from trainer.files import check_writable

Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Replace what is there already under that name.")
]


def check_outputs(
    outputs: Sequence[Path],
    inputs: Iterable[Path] = (),
    *,
    overwrite: bool,
    own: Callable[[Path], bool] = lambda path: False,
    otherwise: str = "",
) -> None:
    """Raise UserError, before any work, unless every output can be written and nothing is lost.

    No output may be another output or one of the inputs, whatever the spelling and the links, and
    none may be there already, unless ``overwrite`` is asked for, or ``own`` says that the file is
    what this command makes each time. ``otherwise`` says what else can be done.
    """
    for one, other in combinations(outputs, 2):
        if _same(one, other) or _within(one, other) or _within(other, one):
            raise UserError(
                f"{one} and {other} would be written to one place; name two different files"
            )
    for source in inputs:
        for path in outputs:
            if _same(path, source):
                raise UserError(
                    f"{path} would be written over {source}, which is read; name another output"
                )
    for path in outputs:
        check_writable(path)
        if path.exists() and not overwrite and not own(path):
            raise UserError(
                f"{path} is there already; {otherwise}name another output, or replace it with "
                "--overwrite"
            )


def _same(one: Path, other: Path) -> bool:
    """Say whether two paths lead to one file, which need not be there."""
    if one.exists() and other.exists():
        return one.samefile(other)
    return os.path.realpath(one) == os.path.realpath(other)


def _within(inner: Path, outer: Path) -> bool:
    return Path(os.path.realpath(outer)) in Path(os.path.realpath(inner)).parents
