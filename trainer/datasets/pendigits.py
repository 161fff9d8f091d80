"""Digits as pen strokes: *Pen-Based Recognition of Handwritten Digits* (Alpaydin, Alimoglu 1998).

They are kept as JSON lines, one object for each digit: ``{"id", "source", "writer", "label",
"strokes"}``, the strokes as lists of [x, y] in tablet units of a 500 × 500 box, y downwards.
:mod:`trainer.datasets.fetch.unipen` reads the published form.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.errors import UserError

# The published parts: numbers of strokes (None: not checked), of writers, of digits by label.
PARTS = {
    "train": (9433, 30, (780, 779, 780, 719, 780, 720, 720, 778, 719, 719)),
    "test": (None, 14, (363, 364, 364, 336, 364, 335, 336, 364, 336, 336)),
}


@dataclass(frozen=True)
class PenDigit:
    """One digit as it was written: ``strokes`` are (n, 2) float64 in tablet units, y downwards."""

    id: str
    source: str
    writer: str
    label: int
    strokes: list[NDArray[np.float64]]


def parse_jsonl(data: bytes, name: str) -> list[PenDigit]:
    """Parse JSON lines; raise UserError naming the first line that is not a digit."""
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
        except Exception:  # whatever a line that is none makes JSON and NumPy raise
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
    """Format digits as JSON lines; whole numbers are written without a decimal point."""

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
    """Raise UserError unless ``digits`` have the counts of the published part "train" or "test"."""
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
