"""``predict``: read digits in a person's own pictures, or drawn with a pen."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from rich.table import Table

from trainer.checkpoints.bundled import load_reader, shipped
from trainer.commands.command_line import LONGEST
from trainer.commands.console import plain_console
from trainer.errors import UserError, printable
from trainer.ink.drawing_files import read_drawings
from trainer.ink.framing import InkAmount, frame
from trainer.networks.registry import NETWORKS
from trainer.photo.background import NoDigitError
from trainer.photo.photo import frame_digits
from trainer.photo.picture_files import load_grey, pictures_in
from trainer.reading.decision import Decision
from trainer.reading.reader import Reader


def predict(
    images: Annotated[
        list[Path] | None,
        typer.Argument(help="Pictures of a digit or a row of digits, or folders of them."),
    ] = None,
    strokes: Annotated[
        Path | None,
        typer.Option(help='Drawings on a 280×280 pad: JSON, {"strokes": [[[x, y], …], …]} each.'),
    ] = None,
    weights: Annotated[
        list[Path] | None,
        typer.Option(help="Weights file; may be repeated. By default one for each network."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of a table.")] = False,
) -> None:
    """Read each digit in each picture (any size, dark on light or light on dark) or drawing.

    A picture that cannot be read gets a sentence, and in the end exit code 2; the others are read
    all the same.
    """
    if not images and strokes is None:
        raise UserError("there is nothing to read; give pictures, or drawings with --strokes FILE")
    readers = _readers(weights or [])
    answers: list[dict[str, Any]] = []
    for number, drawing in enumerate(read_drawings(strokes) if strokes else [], 1):
        framed = frame(drawing)
        answers += _answers([f"{strokes}:{number}"], [framed.image28], [framed.ink], readers)
    pictures, skipped = pictures_in(images or [])
    for path in pictures:
        try:
            digits = frame_digits(load_grey(path))
        except (NoDigitError, UserError) as error:
            answers.append({"picture": str(path), "problem": str(error)})
            continue
        several = len(digits) > 1
        names = [f"{path}:{n}" if several else str(path) for n in range(1, len(digits) + 1)]
        answers += _answers(names, [digit.image28 for digit in digits], None, readers)
    if as_json:
        typer.echo(json.dumps(answers, default=vars, ensure_ascii=False, indent=2))
    else:
        _print_table(answers, readers)
    if skipped:
        _tell(f"{skipped} hidden files or folders with names of pictures were skipped")
    if any("problem" in answer for answer in answers):
        raise typer.Exit(2)


def _readers(weights: Sequence[Path]) -> dict[str, Reader]:
    """Load the weights given, else each network's first choice of what is shipped, by title.

    A title is ``NETWORK/NAME``, or the file's path where two would be alike.
    """
    files = list(weights) or [path for name in NETWORKS for path in shipped(name)[:1]]
    readers = {path: load_reader(path) for path in files}
    titles = {path: f"{reader.network.name}/{path.stem}" for path, reader in readers.items()}
    uses = Counter(titles.values())
    return {
        titles[path] if uses[titles[path]] == 1 else str(path): reader
        for path, reader in readers.items()
    }


def _answers(
    names: Sequence[str],
    images: Sequence[NDArray[np.uint8]],
    ink: Sequence[InkAmount] | None,
    readers: Mapping[str, Reader],
) -> list[dict[str, Any]]:
    """Return the name of each image (28, 28) with the decisions of all readers, by title."""
    batch = np.stack(images)
    decisions = {title: reader.read(batch, ink) for title, reader in readers.items()}
    return [
        {"picture": name, "answers": {title: decisions[title][index] for title in readers}}
        for index, name in enumerate(names)
    ]


def _print_table(answers: Sequence[dict[str, Any]], readers: Mapping[str, Reader]) -> None:
    table = Table()
    for heading in ("picture", *readers):
        table.add_column(printable(heading), overflow="fold")
    problems = []
    for answer in answers:
        if "problem" in answer:
            problems.append(f"{answer['picture']}: no digit read, {answer['problem']}")
            continue
        cells = [_cell(answer["answers"][title]) for title in readers]
        table.add_row(printable(answer["picture"]), *cells)
    if table.row_count:
        plain_console(wrap=True).print(table)
        for title, reader in readers.items():
            if reader.calibration is None:
                plain_console().print(
                    f"{title}: how often it is right was not measured for these weights, so "
                    f"there is no confidence; 'leads by' is the best output less the second best"
                )
    for problem in problems:
        _tell(problem)


def _tell(line: str) -> None:
    plain_console(stderr=True).print(printable(line, LONGEST))


def _cell(decision: Decision) -> str:
    if decision.state == "blank":
        return "nothing drawn"
    if decision.confidence is not None:
        sure = f"{decision.confidence:.2f}"
    else:
        sure = f"leads by {decision.lead:.2f}" if decision.state == "accepted" else "too small"
    doubt = "" if decision.state == "accepted" else "?"
    return f"{decision.digit}{doubt}  ({sure})"
