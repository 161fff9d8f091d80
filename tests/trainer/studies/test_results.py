"""Results on disk: what is not a whole file of the study as it is now is refused in a sentence."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import run
from tests.support.data.tiny_study import RECIPE, TINY, load_tiny
from trainer.errors import UserError
from trainer.studies import execution, results
from trainer.studies.catalogue import STUDIES
from trainer.studies.study import Arm
from trainer.training.records import Score

SCORE = Score(0.5, 3, 100)
RUNS = [
    results.Result(arm, seed, SCORE, SCORE, SCORE, SCORE, 1.0, "wasm", "1")
    for arm in ("plain", "fast")
    for seed in (0, 1)
]


@pytest.fixture(autouse=True)
def _tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STUDIES, "tiny", TINY)
    monkeypatch.setattr(execution, "load", load_tiny)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    results.write(TINY, RUNS[::-1], tmp_path)
    assert results.read(TINY, tmp_path) == RUNS
    before = results.path_of(TINY, tmp_path).read_bytes()
    results.write(TINY, results.read(TINY, tmp_path), tmp_path)
    assert results.path_of(TINY, tmp_path).read_bytes() == before


def refused(tmp_path: Path) -> str:
    """Return the one sentence with which the command refuses the file, and leaves it alone."""
    path = results.path_of(TINY, tmp_path)
    before = path.read_bytes()
    for option in ("--list", "--drop=plain"):
        outcome = run("trainer", "study", "tiny", option, "--output", tmp_path)
        assert outcome.code == 2
        assert outcome.stderr.startswith(f"error: {path} is no whole results file (")
        assert outcome.stderr.count("\n") == 1
        assert path.read_bytes() == before
    return outcome.stderr


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    results.write(TINY, RUNS, tmp_path)
    path = results.path_of(TINY, tmp_path)
    whole = path.read_bytes()
    for length in (0, 1, len(whole) // 2, len(whole) - 3):
        path.write_bytes(whole[:length])
        refused(tmp_path)


ODD: list[tuple[Callable[[dict[str, Any]], Any], str]] = [
    (lambda file: [], "the file is a list, expected an object"),
    (lambda file: file.pop("runs"), "the file has no runs, expected a list"),
    (lambda file: file.update(runs={}), "the file's runs is an object, expected a list"),
    (lambda file: file.pop("arms"), "'arms'"),
    (lambda file: file.update(arms=[]), "'list' object has no attribute"),
    (lambda file: file.update(study="usps"), "the file's study is 'usps', expected one of tiny"),
    (lambda file: file["runs"][0].update(seed="0"), "the file's runs[0].seed is '0'"),
    (lambda file: file["runs"][0].update(seed=-1), "expected a whole number of at least 0"),
    (lambda file: file["runs"][1].pop("test"), "the file has no runs[1].test"),
    (lambda file: file["runs"][1]["test"].update(misses=101), "from 0 to 100"),
    (lambda file: file["runs"][1]["test"].update(images=0), "the file's runs[1].test.images is 0"),
    (lambda file: file["runs"][1]["test"].update(loss=1e999), "the file's runs[1].test.loss"),
    (lambda file: file["runs"][2].update(engine="torch"), "expected one of wasm, numpy"),
    (lambda file: file["runs"][2].update(more=1), "which this version does not know"),
    (lambda file: file["runs"].append(file["runs"][3]), "arm 'fast', seed 1 twice"),
]


@pytest.mark.parametrize(("change", "words"), ODD, ids=[words for _, words in ODD])
def test_an_odd_file_is_refused(
    tmp_path: Path, change: Callable[[dict[str, Any]], Any], words: str
) -> None:
    results.write(TINY, RUNS, tmp_path)
    path = results.path_of(TINY, tmp_path)
    file = json.loads(path.read_text("utf-8"))
    changed = change(file)
    path.write_text(json.dumps([] if changed == [] else file), "utf-8")
    assert words in refused(tmp_path)


def test_results_with_other_settings_are_refused_until_they_are_dropped(tmp_path: Path) -> None:
    results.write(TINY, RUNS, tmp_path)
    changed = replace(
        TINY, arms=(Arm("plain", "As it is", replace(RECIPE, learning_rate=0.01)), TINY.arms[1])
    )
    with pytest.raises(UserError, match="--drop plain"):
        results.read(changed, tmp_path)
    assert results.drop(changed, ["plain"], tmp_path) == 2
    assert results.read(changed, tmp_path) == RUNS[2:]


def test_dropping_one_arm_does_not_pass_off_another(tmp_path: Path) -> None:
    """The file is written with the study's new settings: no run with the old ones may stay."""
    results.write(TINY, RUNS, tmp_path)
    gone = replace(TINY, arms=(Arm("new", "New", RECIPE),))
    with pytest.raises(UserError, match="--drop fast"):
        results.drop(gone, ["plain"], tmp_path)
    assert results.read(TINY, tmp_path) == RUNS
    assert results.drop(gone, ["plain", "fast"], tmp_path) == 4
    assert results.read(gone, tmp_path) == []


def test_a_run_of_an_arm_that_the_file_does_not_describe_is_refused(tmp_path: Path) -> None:
    results.write(TINY, RUNS, tmp_path)
    path = results.path_of(TINY, tmp_path)
    path.write_text(path.read_text("utf-8").replace('{"arm": "fast"', '{"arm": "slow"'), "utf-8")
    with pytest.raises(UserError, match="--drop slow"):
        results.read(TINY, tmp_path)
