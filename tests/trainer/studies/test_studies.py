"""Studies: draws are fixed, runs are resumed, and results are reproducible."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.support.small_data import first_images
from trainer.commands.app import app
from trainer.datasets import subsets
from trainer.datasets.catalogue import load_dataset
from trainer.datasets.dataset import Dataset
from trainer.errors import UserError
from trainer.splitmix64 import splitmix64
from trainer.studies import execution, results
from trainer.studies.catalogue import STUDIES
from trainer.studies.statistics import student_t, summary
from trainer.studies.study import Arm, Study
from trainer.training.recipes import RECIPES

RECIPE = replace(RECIPES["zipcode-1989", "1989"], passes=2, data="tiny")
TINY = Study(
    "tiny",
    "A tiny study",
    range(2),
    (
        Arm("plain", "As it is", RECIPE),
        Arm("fast", "Faster", replace(RECIPE, learning_rate=0.06)),
    ),
)


@pytest.fixture
def _tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """200 training and 100 test images by the name ``tiny``."""
    data = first_images(train=200, test=100)
    monkeypatch.setattr(execution, "load", lambda name: data)


@pytest.fixture
def _mnist(monkeypatch: pytest.MonkeyPatch) -> None:
    """60,000 + 10,000 images of one pixel each, whose value is their number."""

    def numbered(count: int) -> np.ndarray:
        return np.arange(count, dtype=np.int32)[:, None, None]

    whole = Dataset(
        "mnist",
        "MNIST",
        numbered(60_000),
        np.arange(60_000),
        numbered(10_000),
        np.arange(10_000),
    )
    monkeypatch.setattr(subsets, "mnist", lambda: whole)


@pytest.mark.usefixtures("_mnist")
def test_a_draw_follows_its_definition() -> None:
    draw = load_dataset("mnist-draw-7")
    assert (len(draw.train_labels), len(draw.test_labels)) == (7_291, 2_007)
    keys = [int(splitmix64(7, 2**32 + i, 1)[0]) for i in draw.train_labels[:50]]
    assert keys == sorted(keys)
    assert draw.train_labels[:5].tolist() == [11967, 43735, 19158, 41659, 12348]
    np.testing.assert_array_equal(draw.train_images[:, 0, 0], draw.train_labels)
    np.testing.assert_array_equal(draw.test_images[:, 0, 0], draw.test_labels)


@pytest.mark.usefixtures("_mnist")
def test_draws_for_tuning_hold_out_training_images() -> None:
    draw, tune, everything = map(load_dataset, ("mnist-draw-7", "mnist-tune-7", "mnist-all-tune-7"))
    np.testing.assert_array_equal(tune.train_labels, draw.train_labels)
    assert not set(tune.test_labels) & set(tune.train_labels)
    np.testing.assert_array_equal(everything.test_labels, tune.test_labels)
    assert not set(tune.test_labels) & set(everything.train_labels)
    assert len(everything.train_labels) == 60_000 - 2_007
    whole = load_dataset("mnist-all-draw-7")
    np.testing.assert_array_equal(whole.test_labels, draw.test_labels)
    assert whole.train_labels.tolist() == list(range(60_000))


@pytest.mark.parametrize(("freedom", "t"), [(1, 12.7062), (2, 4.3027), (9, 2.2622), (29, 2.0452)])
def test_student_t_equals_published_tables(freedom: int, t: float) -> None:
    assert student_t(freedom) == pytest.approx(t, abs=1e-4)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=40))
def test_a_summary_contains_its_mean(values: list[float]) -> None:
    found = summary(values)
    assert found.count == len(values)
    assert found.smallest - 1e-12 <= found.mean <= found.largest + 1e-12
    assert found.deviation == pytest.approx(np.std(values, ddof=1), abs=1e-12)


@pytest.mark.usefixtures("_tiny")
def test_an_interrupted_study_is_resumed(tmp_path: Path) -> None:
    tasks = execution.missing(TINY, [])
    assert [(arm.name, seed) for arm, seed in tasks] == [
        ("plain", 0), ("fast", 0), ("plain", 1), ("fast", 1),
    ]  # fmt: skip
    first = next(execution.execute(TINY, tasks, folder=tmp_path))
    (stored,) = results.read(TINY, tmp_path)
    assert (stored.arm, stored.seed, stored.test.misses) == ("plain", 0, first.test.misses)
    assert stored.test.loss == pytest.approx(first.test.loss, rel=1e-5)
    rest = execution.missing(TINY, results.read(TINY, tmp_path))
    assert len(rest) == 3
    assert len(list(execution.execute(TINY, rest, folder=tmp_path))) == 3
    again = results.read(TINY, tmp_path)
    assert [(run.arm, run.seed) for run in again] == [
        ("plain", 0), ("plain", 1), ("fast", 0), ("fast", 1),
    ]  # fmt: skip
    repeated = execution.run(TINY.arms[0], 0)
    assert (repeated.train, repeated.test) == (first.train, first.test)


@pytest.mark.usefixtures("_tiny")
def test_parallel_jobs_give_the_same_results(tmp_path: Path) -> None:
    arm = Arm("first", "First", replace(RECIPE, data="mnist-first", passes=1, batch_size=50))
    study = Study("jobs", "Two jobs", range(2), (arm,))
    found = list(execution.execute(study, execution.missing(study, []), jobs=2, folder=tmp_path))
    assert {run.seed for run in found} == {0, 1}


@pytest.mark.usefixtures("_tiny")
def test_results_of_other_settings_are_refused(tmp_path: Path) -> None:
    list(execution.execute(TINY, execution.missing(TINY, [])[:1], folder=tmp_path))
    changed = replace(
        TINY, arms=(Arm("plain", "As it is", replace(RECIPE, learning_rate=0.01)), TINY.arms[1])
    )
    with pytest.raises(UserError, match="--drop plain"):
        results.read(changed, tmp_path)
    assert results.drop(changed, "plain", tmp_path) == 1
    assert results.read(changed, tmp_path) == []


def test_an_unknown_study_is_refused() -> None:
    outcome = CliRunner().invoke(app, ["study", "nothing"])
    assert isinstance(outcome.exception, UserError)
    assert "there are mnist-first" in str(outcome.exception)


COMMITTED = {
    study.name: json.loads(results.path_of(study).read_text())
    for study in STUDIES.values()
    if results.path_of(study).exists()
}


@pytest.mark.parametrize("name", COMMITTED)
def test_committed_results_match_the_current_studies(name: str) -> None:
    runs = results.read(STUDIES[name])
    assert {run.seed for run in runs} <= set(STUDIES[name].seeds)
    assert {"study", "title", "seeds", "arms", "runs"} == set(COMMITTED[name])


ARMS = [
    (STUDIES[name], arm)
    for name, stored in COMMITTED.items()
    for arm in STUDIES[name].arms
    if any(run["arm"] == arm.name for run in stored["runs"])
]


@pytest.mark.parametrize(("study", "arm"), ARMS, ids=[f"{s.name}-{a.name}" for s, a in ARMS])
def test_committed_results_are_reproducible(study: Study, arm: Arm) -> None:
    """The first pass of an arm's first seed gives the same scores again."""
    found = [run for run in results.read(study) if run.arm == arm.name]
    try:
        train, test = execution.first_pass(arm, found[0].seed)
    except UserError as error:
        pytest.skip(str(error))  # data that is not in the repository and not fetched
    for mine, stored in ((train, found[0].first_train), (test, found[0].first_test)):
        # Sums are rounded in another order by another processor's BLAS.
        assert mine.loss == pytest.approx(stored.loss, rel=0.01)
        assert abs(mine.misses - stored.misses) <= 2 + stored.images // 500
