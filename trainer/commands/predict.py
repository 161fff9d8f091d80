"""``predict``: read digits in a person's own pictures, or drawn with a pen."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from rich.table import Table

from trainer.checkpoints.bundled import shipped, with_known_calibration
from trainer.checkpoints.checkpoint import load_network
from trainer.commands.console import plain_console
from trainer.errors import UserError
from trainer.ink.drawing_files import read_drawings
from trainer.ink.framing import InkAmount, frame
from trainer.networks.network import Network
from trainer.networks.registry import NETWORKS
from trainer.photo.background import NoDigitError
from trainer.photo.photo import frame_digits
from trainer.photo.picture_files import load_grey, pictures_in
from trainer.reading.decision import Calibration, Decision, decide, output_kind


@dataclass(frozen=True)
class Reader:
    """A network with its weights, called ``network/weights``."""

    title: str
    network: Network
    calibration: Calibration | None

    def read(self, image28: NDArray[np.uint8], ink: InkAmount = "ink") -> Decision:
        """Answer for a framed picture (28, 28)."""
        outputs = self.network.forward(self.network.inputs(image28[None]))[0]
        return decide(outputs, output_kind(self.network), ink, self.calibration)


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
        found = {reader.title: reader.read(framed.image28, framed.ink) for reader in readers}
        answers.append({"picture": f"{strokes}:{number}", "answers": found})
    pictures, skipped = pictures_in(images or [])
    for path in pictures:
        try:
            digits = frame_digits(load_grey(path))
        except (NoDigitError, UserError) as error:
            answers.append({"picture": str(path), "problem": str(error)})
            continue
        for number, digit in enumerate(digits, 1):
            name = f"{path}:{number}" if len(digits) > 1 else str(path)
            found = {reader.title: reader.read(digit.image28) for reader in readers}
            answers.append({"picture": name, "answers": found})
    if as_json:
        typer.echo(json.dumps(answers, default=vars, ensure_ascii=False, indent=2))
    else:
        _print_table(answers, readers)
    if skipped:
        _tell(f"{skipped} hidden files or folders with names of pictures were skipped")
    if any("problem" in answer for answer in answers):
        raise typer.Exit(2)


def _readers(weights: Sequence[Path]) -> list[Reader]:
    """Load the weights given, else each network's first choice of what is shipped."""
    files = list(weights) or [path for name in NETWORKS for path in shipped(name)[:1]]
    readers = []
    for path in files:
        network, card = load_network(path)
        calibration = with_known_calibration(network.tensors, card).calibration
        readers.append(Reader(f"{network.name}/{path.stem}", network, calibration))
    return readers


def _print_table(answers: Sequence[dict[str, Any]], readers: Sequence[Reader]) -> None:
    table = Table()
    for heading in ("picture", *(reader.title for reader in readers)):
        table.add_column(heading, overflow="fold")
    problems = []
    for answer in answers:
        if "problem" in answer:
            problems.append(f"{answer['picture']}: no digit read, {answer['problem']}")
            continue
        cells = [_cell(answer["answers"][reader.title]) for reader in readers]
        table.add_row(answer["picture"], *cells)
    if table.row_count:
        plain_console(wrap=True).print(table)
        for reader in readers:
            if reader.calibration is None:
                plain_console().print(
                    f"{reader.title}: how often it is right was not measured for these weights, so "
                    f"there is no confidence; 'leads by' is the best output less the second best"
                )
    for problem in problems:
        _tell(problem)


def _tell(line: str) -> None:
    plain_console(stderr=True).print(line)


def _cell(decision: Decision) -> str:
    if decision.state == "blank":
        return "nothing drawn"
    if decision.confidence is not None:
        sure = f"{decision.confidence:.2f}"
    else:
        sure = f"leads by {decision.lead:.2f}" if decision.state == "accepted" else "too small"
    doubt = "" if decision.state == "accepted" else "?"
    return f"{decision.digit}{doubt}  ({sure})"
