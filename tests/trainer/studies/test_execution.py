"""Executing studies: resumable, the same in several processes, and every arm can run."""

import multiprocessing
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.commands import run
from tests.support.data.tiny_study import RECIPE, TINY, load_start, load_tiny, stand_ins
from trainer.datasets import catalogue, subsets
from trainer.errors import UserError
from trainer.studies import execution, report, results, tables
from trainer.studies.catalogue import STUDIES
from trainer.studies.execution import execute, missing
from trainer.studies.study import Arm, Study


@pytest.fixture
def _tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution, "load", load_tiny)
    monkeypatch.setitem(STUDIES, "tiny", TINY)


@pytest.mark.usefixtures("_tiny")
def test_a_study_resumes_where_it_stopped(tmp_path: Path) -> None:
    tasks = missing(TINY, [])
    assert [(arm.name, seed) for arm, seed in tasks] == [
        ("plain", 0), ("fast", 0), ("plain", 1), ("fast", 1),
    ]  # fmt: skip
    first = next(execute(TINY, tasks, folder=tmp_path))
    (stored,) = results.read(TINY, tmp_path)
    assert (stored.arm, stored.seed, stored.test.misses) == ("plain", 0, first.test.misses)
    assert stored.test.loss == pytest.approx(first.test.loss, rel=1e-5)
    rest = missing(TINY, results.read(TINY, tmp_path))
    assert len(rest) == 3
    assert len(list(execute(TINY, rest, folder=tmp_path))) == 3
    again = results.read(TINY, tmp_path)
    assert [(result.arm, result.seed) for result in again] == [
        ("plain", 0), ("plain", 1), ("fast", 0), ("fast", 1),
    ]  # fmt: skip
    repeated = execution.run(TINY.arms[0], 0)
    assert (repeated.train, repeated.test) == (first.train, first.test)


def test_a_system_without_semaphores_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a container with a /dev/shm that only root may write to."""

    def none() -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(multiprocessing, "Semaphore", none)
    with pytest.raises(UserError, match="several jobs need semaphores"):
        list(execute(TINY, missing(TINY, []), jobs=2, folder=tmp_path))


@pytest.mark.usefixtures("_tiny")
def test_several_jobs_give_the_same_results(tmp_path: Path) -> None:
    arm = Arm("first", "First", replace(RECIPE, data="mnist-first", passes=1, batch_size=50))
    study = Study("jobs", "Two jobs", range(2), (arm,))
    found = list(execute(study, missing(study, []), jobs=2, folder=tmp_path))
    assert {result.seed for result in found} == {0, 1}


@pytest.fixture(scope="module")
def _small_data() -> Iterator[None]:
    """The data sets by their own names, but small, and from the excerpt where they are fetched."""
    loaders = stand_ins()
    with pytest.MonkeyPatch.context() as patch:
        for name, loader in loaders.items():
            patch.setitem(catalogue.LOADERS, name, loader)
        patch.setattr(subsets, "mnist", loaders["mnist"])
        patch.setattr(execution, "load", load_start)
        yield


@pytest.mark.usefixtures("_small_data")
@pytest.mark.parametrize("name", STUDIES)
def test_every_arm_of_every_study_runs_and_is_reported(name: str, tmp_path: Path) -> None:
    study = replace(STUDIES[name].shortened(2), seeds=range(1))
    assert len(list(execute(study, missing(study, []), folder=tmp_path))) == len(study.arms)
    found = results.read(study, tmp_path)
    assert missing(study, found) == []
    for arm, result in zip(study.arms, found, strict=True):
        assert (result.arm, result.train.images, result.test.images) == (arm.name, 64, 32)
        assert result.first_train != result.train
    table = tables.of_study(study, found)
    assert all(f"| {arm.title} | 1 |" in table for arm in study.arms)
    assert report.figure_of(study, found).count("<circle") == len(study.arms)


@pytest.mark.usefixtures("_tiny")
def test_the_command_runs_what_is_asked_and_no_more(tmp_path: Path) -> None:
    command = ("trainer", "study", "tiny", "--output", tmp_path)
    listed = run(*command, "--list")
    assert listed.stdout == "tiny: A tiny study; 4 runs to go\n"
    assert list(tmp_path.iterdir()) == []
    assert "1 runs to go" in run(*command, "--arm", "fast", "--seeds", "1").stdout
    assert "3 runs to go" in run(*command, "--list").stdout
    assert "5 runs to go" in run(*command, "--list", "--seeds", "3").stdout
    assert {path.name for path in tmp_path.iterdir()} == {"tiny.json", "tiny.md", "tiny.svg"}


def test_by_default_all_committed_results_are_complete() -> None:
    listed = run("trainer", "study", "--list").stdout.splitlines()
    committed = {path.stem for path in results.FOLDER.glob("*.json")}
    assert {line.split(":")[0] for line in listed} == committed
    assert all(line.endswith("; 0 runs to go") for line in listed)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing"], "no study is called 'nothing'; there are mnist-first"),
        (["--arm", "nothing"], "no arm is called 'nothing'"),
        (["ladder", "--arm", "sgd"], "no arm is called 'sgd'; there are step-adamw"),
        (["--drop", "sgd"], "--drop takes runs out of one study, found 7"),
    ],
)
def test_bad_arguments_are_refused(arguments: list[str], words: str) -> None:
    outcome = run("trainer", "study", *arguments)
    assert outcome.code == 2
    assert words in outcome.stderr


def test_arms_are_looked_for_in_all_studies() -> None:
    listed = run("trainer", "study", "--list", "--arm", "sgd").stdout.splitlines()
    assert [line.split(":")[0] for line in listed] == ["lenet5-mnist"]
