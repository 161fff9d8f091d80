"""Files of drawings: the strokes of the page's pad, as JSON."""

import json
import math
from pathlib import Path
from typing import NoReturn

from trainer.errors import UserError, guarded
from trainer.files import read_gunzipped
from trainer.ink.raster import PEN_WIDTH, Stroke

MAX_POINTS = 100_000
"""Of one drawing; a pen gives some hundred a second."""
MAX_COORDINATE = 100_000.0
"""In pad pixels, in either direction; a pen may be as wide."""


def read_drawings(path: Path) -> list[list[Stroke]]:
    """Read drawings: a JSON array of them, or one a line.

    Each is ``{"strokes": [[[x, y], …], …], "width": 18}``, coordinates and width in pad pixels.
    Raise UserError for the first record that is no such drawing.
    """
    if not path.is_file():
        raise UserError(f"{path}: there is no such file; give drawings as JSON")
    data = read_gunzipped(path)
    with guarded(f"{path} is not JSON", "expected drawings, an array of them or one a line"):
        text = data.decode("utf-8-sig")
        whole = text.lstrip().startswith("[")
        records = json.loads(text) if whole else _lines(text)
    return [_Drawing(path, number).parse(record) for number, record in enumerate(records, 1)]


def _lines(text: str) -> list[object]:
    # Not splitlines(): JSON strings may hold the other line separators of Unicode.
    return [json.loads(line) for line in text.split("\n") if line.strip()]


class _Drawing:
    """The parser of one record, whose position in the file its error messages name."""

    def __init__(self, path: Path, number: int) -> None:
        self._where = f"{path}, drawing {number}"

    def parse(self, record: object) -> list[Stroke]:
        if not isinstance(record, dict) or not isinstance(record.get("strokes"), list):
            self._refuse('{"strokes": [[[x, y], …], …]}', record)
        strokes = record["strokes"]
        width = self._number(record.get("width", PEN_WIDTH), "a pen's width")
        if width <= 0:
            self._refuse("a pen's width above 0", record["width"])
        for stroke in strokes:
            if not isinstance(stroke, list):
                self._refuse("a stroke as a list of points [x, y]", stroke)
        if (points := sum(map(len, strokes))) > MAX_POINTS:
            raise UserError(
                f"{self._where}: {points:,} points, more than {MAX_POINTS:,}; leave some out"
            )
        return [Stroke.of([self._point(point) for point in stroke], width) for stroke in strokes]

    def _point(self, point: object) -> tuple[float, float]:
        if not isinstance(point, list) or len(point) != 2:
            self._refuse("a point as [x, y]", point)
        x, y = point
        return self._number(x, "a coordinate"), self._number(y, "a coordinate")

    def _number(self, value: object, what: str) -> float:
        """Return a finite number within ``MAX_COORDINATE``, checked after conversion to float."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._refuse(f"{what} in pad pixels", value)
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not abs(number) <= MAX_COORDINATE:
            self._refuse(f"{what} in pad pixels, at most {MAX_COORDINATE:g}", value)
        return number

    def _refuse(self, expected: str, found: object) -> NoReturn:
        shown = str(found) if isinstance(found, float) else json.dumps(found)
        shown = shown if len(shown) <= 60 else f"{shown[:59]}…"
        raise UserError(f"{self._where}: expected {expected}, found {shown}")
