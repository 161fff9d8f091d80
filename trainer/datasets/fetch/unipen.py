"""The published form of the pen strokes: UNIPEN text, one segment for each digit.

.SEGMENT DIGIT 0-1 ? "4"     strokes 0 to 1 of the file make one digit, a 4
.COMMENT 4 12 224            label, writer, number
.PEN_DOWN                    then one point "x y" a line, y upwards
.PEN_UP
.DT 100                      milliseconds between points; not used
"""

import re
from collections.abc import Iterator

import numpy as np

from trainer.datasets.pendigits import PenDigit
from trainer.errors import UserError

BOX = 500
SEGMENT = re.compile(r'\.SEGMENT\s+DIGIT\s+(\d{1,9})(?:-(\d{1,9}))?\s+\S+\s+"(\d)"')
COMMENT = re.compile(r"\.COMMENT\s+(\d)\s+(\d{1,9})\s+\d+")
POINT = re.compile(r"(-?\d{1,9})\s+(-?\d{1,9})")
IGNORED = (".DT", ".INCLUDE", ".LEXICON", ".HIERARCHY")

Lines = list[tuple[int, str]]
Segment = tuple[int, tuple[int, int, int], Lines]


def parse_unipen(data: bytes, name: str, part: str) -> list[PenDigit]:
    """Parse UNIPEN text; ``part`` ("train" or "test") is in the digits' ids and writers.

    Raise UserError for what is not the published form, stricter than UNIPEN: every digit needs its
    comment, its pen lifts in pairs, and the number of strokes of its segment.
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


def _read_segment(
    block: Lines, label: int, name: str
) -> tuple[int | None, list[list[tuple[int, int]]]]:
    """Return the writer and the strokes of a segment, y downwards."""
    writer: int | None = None
    strokes: list[list[tuple[int, int]]] = []
    stroke: list[tuple[int, int]] | None = None  # of the pen while it is down
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
        elif not line.startswith(IGNORED):
            raise UserError(
                f"{name}, line {number}: {line[:40]!r} cannot stand here; expected are points "
                "between .PEN_DOWN and .PEN_UP, and one .COMMENT with the digit's label; "
                "fetch the file again."
            )
    return writer, strokes


def _segments(lines: list[str], name: str) -> Iterator[Segment]:
    """Yield segments: line number, (label, first stroke, last stroke), numbered lines."""
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
        elif line and current:  # the lines before the first segment describe the file
            current[2].append((number, line))
    if current:
        yield current
