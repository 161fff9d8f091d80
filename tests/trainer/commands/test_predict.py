import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.support.commands import run
from tests.support.paths import ROOT
from trainer.checkpoints.checkpoint import load, save
from trainer.errors import UserError
from trainer.ink.drawing_files import read_drawings

SHIPPED = sorted((ROOT / "trainer" / "weights").glob("*/*.safetensors"))
SHIPPED_1989 = ROOT / "trainer" / "weights" / "zipcode-1989" / "1989.safetensors"
# Of the forty drawings: a 1 with flag and foot, which no American wrote on an envelope.
MISREAD = {"usps": 1}
FIXTURE = ROOT / "tests" / "fixtures" / "strokes.json"


@pytest.mark.parametrize("weights", SHIPPED, ids=str)
def test_digits_of_four_handwritings_are_recognised(weights: Path) -> None:
    result = run(
        "trainer", "predict", "--strokes", str(FIXTURE), "--weights", str(weights), "--json"
    )
    digits = [drawing["digit"] for drawing in json.loads(FIXTURE.read_text())]
    title = f"{weights.parent.name}/{weights.stem}"
    read = [answer["answers"][title]["digit"] for answer in json.loads(result.stdout)]
    wrong = sum(one != other for one, other in zip(read, digits, strict=True))
    assert wrong <= MISREAD.get(weights.stem, 0)


@pytest.fixture
def without_calibration(tmp_path: Path) -> Path:
    """Write the weights of 1989, and slightly different ones, with cards without a calibration."""
    tensors, card = load(SHIPPED_1989)
    bare = replace(card, calibration=None, stroke_score=None)
    save(tmp_path / "equal.safetensors", tensors, bare)
    moved = {name: values * np.float32(1.001) for name, values in tensors.items()}
    save(tmp_path / "moved.safetensors", moved, bare)
    save(tmp_path / "other-framing.safetensors", tensors, replace(bare, framing="size-normalized"))
    return tmp_path


def test_weights_of_one_name_are_told_apart_by_their_files(tmp_path: Path) -> None:
    files = [tmp_path / folder / "mine.safetensors" for folder in ("a", "b")]
    tensors, card = load(SHIPPED_1989)
    save(files[0], tensors, card)
    save(files[1], {name: -values for name, values in tensors.items()}, card)
    given = [part for file in files for part in ("--weights", file)]
    answers = json.loads(run("trainer", "predict", "--strokes", FIXTURE, *given, "--json").stdout)
    assert all(answer["answers"].keys() == {str(file) for file in files} for answer in answers)
    first, second = ([answer["answers"][str(file)] for answer in answers] for file in files)
    assert first != second


def decisions(weights: Path) -> list[dict[str, object]]:
    arguments = ("--strokes", str(FIXTURE), "--weights", str(weights), "--json")
    answers = json.loads(run("trainer", "predict", *arguments).stdout)
    return [answer["answers"][f"zipcode-1989/{weights.stem}"] for answer in answers]


def test_equal_weights_have_the_same_calibration(without_calibration: Path) -> None:
    assert decisions(without_calibration / "equal.safetensors") == decisions(SHIPPED_1989)


@pytest.mark.parametrize("name", ["moved", "other-framing"])
def test_uncalibrated_weights_claim_no_confidence(without_calibration: Path, name: str) -> None:
    path = without_calibration / f"{name}.safetensors"
    found = decisions(path)
    assert {decision["state"] for decision in found} == {"accepted"}
    assert {decision["confidence"] for decision in found} == {None}
    outcome = run("trainer", "predict", "--strokes", FIXTURE, "--weights", path)
    assert outcome.code == 0
    assert re.search(r"\(leads by [01]\.\d\d\)", outcome.stdout)
    assert f"zipcode-1989/{name}: how often it is right was not measured" in outcome.stdout
    known = run("trainer", "predict", "--strokes", FIXTURE, "--weights", SHIPPED_1989).stdout
    assert "leads by" not in known
    assert "not measured" not in known


def test_a_speck_has_no_confidence(tmp_path: Path) -> None:
    speck = tmp_path / "speck.json"
    speck.write_text('{"strokes": [[[100, 100], [103, 102]]], "width": 18}')
    arguments = ("--strokes", speck, "--weights", SHIPPED_1989)
    (answer,) = json.loads(run("trainer", "predict", *arguments, "--json").stdout)
    decision = answer["answers"]["zipcode-1989/1989"]
    assert (decision["state"], decision["confidence"]) == ("rejected", None)
    assert "?  (too small)" in run("trainer", "predict", *arguments).stdout


def test_a_file_without_drawings_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "drawings.json"
    file.write_text('{"strokes": [[[1, 2], [3, 4]]]}\n{"points": 5}\n')
    with pytest.raises(UserError, match="drawing 2: expected"):
        read_drawings(file)
    file.write_text("not JSON")
    with pytest.raises(UserError, match="is not JSON"):
        read_drawings(file)


def test_a_json_array_and_json_lines_are_equivalent(tmp_path: Path) -> None:
    array, lines = tmp_path / "array.json", tmp_path / "lines.jsonl"
    array.write_text('[{"strokes": [[[1, 2]]], "width": 9}, {"strokes": []}]')
    lines.write_text('{"strokes": [[[1, 2]]], "width": 9}\n{"strokes": []}\n')
    (one,), nothing = read_drawings(array)
    assert (one.points.tolist(), one.width, nothing) == ([[1.0, 2.0]], 9.0, [])
    assert len(read_drawings(lines)) == 2
