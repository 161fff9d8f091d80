"""Digits as pen strokes: *Pen-Based Recognition of Handwritten Digits* (Alpaydin, Alimoglu 1998).

Two forms are read. The original, unnormalised one is UNIPEN text, one segment for each digit:

    .SEGMENT DIGIT 0-1 ? "4"     strokes 0 to 1 of the file make one digit, a 4
    .COMMENT 4 12 224            label, writer, number
    .PEN_DOWN                    then one point "x y" a line, y growing upwards
    .PEN_UP
    .DT 100                      milliseconds between points; not used

Ours is one JSON object a line: ``{"id", "source", "writer", "label", "strokes"}``, the strokes
as lists of [x, y] in tablet units of a 500 × 500 box, y growing downwards.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.errors import UserError

BOX = 500
SEGMENT = re.compile(r'\.SEGMENT\s+DIGIT\s+(\d+)(?:-(\d+))?\s+\S+\s+"(\d)"')
COMMENT = re.compile(r"\.COMMENT\s+(\d)\s+(\d+)\s+\d+")
POINT = re.compile(r"(-?\d+)\s+(-?\d+)")
# The published parts: how many strokes (None: not checked), writers, and digits of each label.
PARTS = {
    "train": (9433, 30, (780, 779, 780, 719, 780, 720, 720, 778, 719, 719)),
    "test": (None, 14, (363, 364, 364, 336, 364, 335, 336, 364, 336, 336)),
}
PASSED_OVER = (".DT", ".INCLUDE", ".LEXICON", ".HIERARCHY")


@dataclass(frozen=True)
class PenDigit:
    """One digit as it was written: ``strokes`` are (n, 2) float64, tablet units, y down."""

    id: str
    source: str
    writer: str
    label: int
    strokes: list[NDArray[np.float64]]


def parse_jsonl(data: bytes, name: str) -> list[PenDigit]:
    """Read digits, one JSON object a line; raise UserError naming the first line that is not."""
    digits = []
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            record = json.loads(line)
            strokes = [np.array(stroke, np.float64) for stroke in record["strokes"]]
            id_, source, writer = (record[key] for key in ("id", "source", "writer"))
            label = record["label"]
            well_formed = (
                type(label) is int
                and 0 <= label <= 9
                and all(type(text) is str for text in (id_, source, writer))
                and bool(strokes)
                and all(s.ndim == 2 and s.shape[1] == 2 and len(s) > 0 for s in strokes)
                and all(np.isfinite(s).all() for s in strokes)
            )
        except (ValueError, TypeError, KeyError, OverflowError):
            well_formed = False
        if not well_formed:
            raise UserError(
                f"{name}, line {number}, is not a digit: {line[:60]!r} was found, expected is "
                '{"id", "source", "writer", "label": 0–9, "strokes": [[[x, y], …], …]}; '
                "correct the line or fetch the file again."
            )
        digits.append(PenDigit(id_, source, writer, label, strokes))
    return digits


def format_jsonl(digits: Iterable[PenDigit]) -> bytes:
    """Write digits as ``parse_jsonl`` reads them; whole numbers stay whole."""

    def plain(value: float) -> float | int:
        return int(value) if value.is_integer() else value

    lines = []
    for digit in digits:
        record: dict[str, Any] = {
            "id": digit.id,
            "source": digit.source,
            "writer": digit.writer,
            "label": digit.label,
            "strokes": [[[plain(x), plain(y)] for x, y in s.tolist()] for s in digit.strokes],
        }
        lines.append(json.dumps(record, separators=(",", ":")) + "\n")
    return "".join(lines).encode()


def check_part(digits: list[PenDigit], part: str, name: str) -> None:
    """Raise UserError unless ``digits`` are as many as the published part "train" or "test"."""
    found = (
        sum(len(digit.strokes) for digit in digits) if PARTS[part][0] else None,
        len({digit.writer for digit in digits}),
        tuple(np.bincount([digit.label for digit in digits], minlength=10).tolist()),
    )
    if found != PARTS[part]:
        raise UserError(
            f"{name} holds {len(digits)} digits, but not the published ones: (strokes, writers, "
            f"digits of each label) are {found}, expected {PARTS[part]}; fetch it again."
        )


def parse_unipen(data: bytes, name: str, part: str) -> list[PenDigit]:
    """Read the original UNIPEN text; ``part`` ("train" or "test") goes into ids and writers.

    Stricter than UNIPEN: every digit needs its comment, its pen lifts in pairs, and as many
    strokes as its segment says.
    """
    digits: list[PenDigit] = []
    lines = data.decode("ascii", errors="replace").splitlines()
    for number, (label, first, last), block in _segments(lines, name):
        writer, strokes = _read_segment(block, label, name)
        if writer is None or len(strokes) != last - first + 1:
            raise UserError(
                f"{name}, line {number}: this digit has {len(strokes)} strokes and "
                f"{'no writer' if writer is None else 'a writer'}; {last - first + 1} strokes and "
                "a writer were expected; fetch the file again."
            )
        digits.append(
            PenDigit(
                id=f"pd-{part}-{len(digits):04d}",
                source="pendigits",
                writer=f"pd-{part}-w{writer:02d}",
                label=label,
                strokes=[np.array(stroke, np.float64) for stroke in strokes],
            )
        )
    return digits


Lines = list[tuple[int, str]]
Segment = tuple[int, tuple[int, int, int], Lines]


def _read_segment(
    block: Lines, label: int, name: str
) -> tuple[int | None, list[list[tuple[int, int]]]]:
    """Return the writer and the finished strokes, y turned to grow downwards."""
    writer: int | None = None
    strokes: list[list[tuple[int, int]]] = []
    stroke: list[tuple[int, int]] | None = None  # what is being written while the pen is down
    for number, line in block:
        point = POINT.fullmatch(line)
        comment = COMMENT.fullmatch(line)
        if point and stroke is not None:
            stroke.append((int(point[1]), BOX - int(point[2])))
        elif line == ".PEN_DOWN" and stroke is None:
            stroke = []
        elif line == ".PEN_UP" and stroke:
            strokes.append(stroke)
            stroke = None
        elif comment and writer is None and int(comment[1]) == label:
            writer = int(comment[2])
        elif not line.startswith(PASSED_OVER):
            raise UserError(
                f"{name}, line {number}: {line[:40]!r} cannot stand here; expected are points "
                "between .PEN_DOWN and .PEN_UP, and one .COMMENT with the digit's label; "
                "fetch the file again."
            )
    return writer, strokes


def _segments(lines: list[str], name: str) -> Iterator[Segment]:
    """Split at .SEGMENT: line number, (label, first stroke, last stroke), numbered lines."""
    current: Segment | None = None
    for number, raw in enumerate(lines, start=1):
        line = raw.strip()
        if line.startswith(".SEGMENT"):
            if current:
                yield current
            match = SEGMENT.fullmatch(line)
            if not match:
                raise UserError(
                    f'{name}, line {number}: {line[:60]!r} was found, .SEGMENT DIGIT 0-1 ? "4" '
                    "or its like expected; fetch the file again."
                )
            first = int(match[1])
            current = (number, (int(match[3]), first, int(match[2] or first)), [])
        elif line and current:  # what stands before the first segment describes the file
            current[2].append((number, line))
    if current:
        yield current
