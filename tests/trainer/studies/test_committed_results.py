"""The committed results: of the studies as they are, and the same when they are run again."""

import json

import pytest

from trainer.errors import UserError
from trainer.studies import execution, results
from trainer.studies.catalogue import STUDIES
from trainer.studies.results import Result
from trainer.studies.study import Arm, Study
from trainer.training.records import Score

COMMITTED = [study for study in STUDIES.values() if study.committed]
ARMS = [(study, arm) for study in COMMITTED for arm in study.arms]


@pytest.mark.parametrize("study", COMMITTED, ids=lambda study: study.name)
def test_committed_results_have_the_settings_of_the_studies(study: Study) -> None:
    runs = results.read(study)
    assert {run.seed for run in runs} == set(study.seeds)
    stored = json.loads(results.path_of(study).read_text("utf-8"))
    assert stored["title"] == study.title
    assert {"study", "title", "seeds", "arms", "runs"} == set(stored)


def first_of(study: Study, arm: Arm) -> Result:
    return next(run for run in results.read(study) if run.arm == arm.name)


def exactly(score: Score) -> tuple[float, int, int]:
    """The score as the file keeps it: the loss to six digits."""
    return float(f"{score.loss:.6g}"), score.misses, score.images


def test_mnist_first_repeats_exactly() -> None:
    """On the committed images, in WebAssembly, to the last digit of the file."""
    study = STUDIES["mnist-first"]
    (arm,), stored = study.arms, first_of(study, study.arms[0])
    assert stored.engine == "wasm"
    again = execution.run(arm, stored.seed)
    for part in ("first_train", "first_test", "train", "test"):
        assert exactly(getattr(again, part)) == exactly(getattr(stored, part))


@pytest.mark.slow
@pytest.mark.parametrize(("study", "arm"), ARMS, ids=[f"{s.name}-{a.name}" for s, a in ARMS])
def test_results_of_fetched_data_repeat(study: Study, arm: Arm) -> None:
    """The first pass of an arm's first seed, exactly in WebAssembly, else nearly.

    Nearly also where the curvature is NumPy's, whose sums are rounded in another order on another
    processor: after a pass by Adam with rectifiers, the losses were 2.5 % apart.
    """
    stored = first_of(study, arm)
    try:
        train, test = execution.first_pass(arm, stored.seed)
    except UserError as error:
        pytest.skip(str(error))  # it is not in the repository
    for again, kept in ((train, stored.first_train), (test, stored.first_test)):
        if stored.engine == "wasm" and arm.recipe.optimizer != "diagonal-newton":
            assert exactly(again) == exactly(kept)
        assert again.loss == pytest.approx(kept.loss, rel=0.05)
        assert abs(again.misses - kept.misses) <= 2 + kept.images // 500
