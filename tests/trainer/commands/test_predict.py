import json
from pathlib import Path

import pytest

from tests.support.commands import run
from tests.support.paths import ROOT
from trainer.errors import UserError
from trainer.ink.drawing_files import read_drawings

SHIPPED = sorted((ROOT / "trainer" / "weights").glob("*/*.safetensors"))
# Of the forty drawings: a 1 with flag and foot, which no American wrote on an envelope.
MISREAD = {"usps": 1}
FIXTURE = ROOT / "tests" / "fixtures" / "strokes.json"


@pytest.mark.parametrize("weights", SHIPPED, ids=str)
def test_four_hands_are_read_right(weights: Path) -> None:
    result = run(
        "trainer", "predict", "--strokes", str(FIXTURE), "--weights", str(weights), "--json"
    )
    digits = [drawing["digit"] for drawing in json.loads(FIXTURE.read_text())]
    title = f"{weights.parent.name}/{weights.stem}"
    read = [answer["answers"][title]["digit"] for answer in json.loads(result.stdout)]
    wrong = sum(one != other for one, other in zip(read, digits, strict=True))
    assert wrong <= MISREAD.get(weights.stem, 0)


def test_a_file_that_holds_no_drawings_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "drawings.json"
    file.write_text('{"strokes": [[[1, 2], [3, 4]]]}\n{"points": 5}\n')
    with pytest.raises(UserError, match="drawing 2: expected"):
        read_drawings(file)
    file.write_text("not JSON")
    with pytest.raises(UserError, match="is not JSON"):
        read_drawings(file)


def test_an_array_and_lines_are_the_same(tmp_path: Path) -> None:
    array, lines = tmp_path / "array.json", tmp_path / "lines.jsonl"
    array.write_text('[{"strokes": [[[1, 2]]], "width": 9}, {"strokes": []}]')
    lines.write_text('{"strokes": [[[1, 2]]], "width": 9}\n{"strokes": []}\n')
    (one,), nothing = read_drawings(array)
    assert (one.points.tolist(), one.width, nothing) == ([[1.0, 2.0]], 9.0, [])
    assert len(read_drawings(lines)) == 2
