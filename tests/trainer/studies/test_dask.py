"""Studies on a Dask cluster: the same commands, and the same results as locally."""

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import distributed
import pytest

from tests.support.commands import run
from tests.support.data.tiny_study import TINY, load_tiny
from trainer.studies import execution
from trainer.studies.catalogue import STUDIES
from trainer.studies.study import Study


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """Address of a local cluster of two workers, in this process: they see what is patched."""
    with distributed.LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=":0"
    ) as cluster:
        yield cluster.scheduler_address


@pytest.fixture(autouse=True)
def _tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution, "load", load_tiny)
    monkeypatch.setitem(STUDIES, "tiny", TINY)


def equals_a_local_run(study: Study, folder: Path) -> bool:
    """Whether ``folder`` has every run of the study, with the scores of a run without Dask."""
    stored = json.loads((folder / "dask" / f"{study.name}.json").read_text())["runs"]
    at_home = execution.execute(study, execution.missing(study, []), folder=folder / "home")
    return scores(stored) == scores([result.to_json() for result in at_home])


def scores(runs: list[dict[str, Any]]) -> dict[tuple[str, int], list[int]]:
    parts = ("train", "test", "first_train", "first_test")
    return {(run["arm"], run["seed"]): [run[part]["misses"] for part in parts] for run in runs}


def test_a_study_runs_on_a_cluster(scheduler: str, tmp_path: Path) -> None:
    outcome = run(
        "trainer", "study", "tiny", "--scheduler", scheduler, "--output", tmp_path / "dask"
    )
    assert outcome.code == 0, outcome.stderr
    assert "tiny: A tiny study; 4 runs to go" in outcome.stdout
    assert equals_a_local_run(TINY, tmp_path)


def test_the_scheduler_can_be_set_by_an_environment_variable(
    scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LENET_DASK", scheduler)
    arms = ["--arm", "paper", "--arm", "sgd"]
    short = ["--passes", "1", "--seeds", "2", *arms]
    outcome = run("trainer", "study", "lenet5-mnist", *short, "--output", tmp_path / "dask")
    assert outcome.code == 0, outcome.stderr
    study = STUDIES["lenet5-mnist"].shortened(1)
    assert equals_a_local_run(replace(study, arms=study.arms[:2], seeds=range(2)), tmp_path)


@pytest.fixture
def silent() -> Iterator[str]:
    """Address of something that listens, and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"


def refused(address: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the sentence with which a study on that address ends, after a second."""
    monkeypatch.setattr(execution, "PATIENCE", 1)
    outcome = run("trainer", "study", "tiny", "--scheduler", address, "--output", folder)
    assert outcome.code == 2
    assert outcome.stderr.count("\n") == 1
    assert list(folder.iterdir()) == []
    return outcome.stderr


def test_a_scheduler_that_says_nothing_is_given_up(
    silent: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence = f"error: no Dask scheduler answers at {silent} within 1 seconds (it listens, but"
    assert refused(silent, tmp_path, monkeypatch).startswith(sentence)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "foo://x"])
def test_no_scheduler(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = f"error: no Dask scheduler answers at {address} within 1 seconds ("
    assert refused(address, tmp_path, monkeypatch).startswith(sentence)


def test_a_scheduler_without_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with distributed.LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=0, processes=False, dashboard_address=":0"
    ) as cluster:
        sentence = refused(cluster.scheduler_address, tmp_path, monkeypatch)
    assert "has no worker after 1 seconds; start one with: dask worker" in sentence
