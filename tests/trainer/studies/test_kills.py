"""A study that is killed between any two files goes on, and ends as if nothing had happened."""

from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.commands import run
from tests.support.data.tiny_study import TINY
from tests.support.kills import Killed, kill_before_file
from trainer.studies import execution, results
from trainer.studies.catalogue import STUDIES
from trainer.studies.results import Result
from trainer.studies.study import Arm
from trainer.training.records import Score

RUNS = len(TINY.arms) * len(TINY.seeds)
FILES = RUNS + 2  # the results after each run, then the table and the figure


def run_at_once(arm: Arm, seed: int) -> Result:
    score = Score(0.5, seed + len(arm.name), 100)
    return Result(arm.name, seed, score, score, score, score, 1.0, "wasm", "1")


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("files", range(FILES + 1))
def test_a_killed_study_goes_on(
    files: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution, "run", run_at_once)
    monkeypatch.setitem(STUDIES, "tiny", TINY)
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    run("trainer", "study", "tiny", "--output", whole)
    assert len(files_in(whole)) == 3
    with pytest.MonkeyPatch.context() as patch, suppress(Killed):
        kill_before_file(patch, files)
        run("trainer", "study", "tiny", "--output", killed)
    assert len(results.read(TINY, killed)) == min(files, RUNS)
    outcome = run("trainer", "study", "tiny", "--output", killed)
    assert outcome.code == 0, outcome.stderr
    assert f"; {max(RUNS - files, 0)} runs to go" in outcome.stdout
    assert files_in(killed) == files_in(whole)
