"""Drawings from a file: what the page's pad holds, as JSON."""

import json
from pathlib import Path
from typing import Any

from trainer.errors import UserError
from trainer.files import read_unzipped
from trainer.ink.raster import Stroke

PEN = 18.0


def read_drawings(path: Path) -> list[list[Stroke]]:
    """Drawings ``{"strokes": [[[x, y], …], …], "width": 18}``, a JSON array of them or one a line.

    Coordinates and width are pad pixels. The first that is none raises UserError.
    """
    if not path.is_file():
        raise UserError(f"{path}: there is no such file; give drawings as JSON")
    try:
        text = read_unzipped(path).decode()
        records = json.loads(text) if text.lstrip().startswith("[") else _lines(text)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise UserError(f"{path} is not JSON ({error}); expected drawings") from None
    return [_drawing(record, path, number) for number, record in enumerate(records, 1)]


def _lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def _drawing(record: Any, path: Path, number: int) -> list[Stroke]:
    try:
        width = float(record.get("width", PEN))
        return [Stroke.of(points, width) for points in record["strokes"]]
    except (AttributeError, KeyError, TypeError, ValueError):
        raise UserError(
            f'{path}, drawing {number}: expected {{"strokes": [[[x, y], …], …]}}, '
            f"found {json.dumps(record)[:60]}"
        ) from None
