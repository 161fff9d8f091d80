"""Training in mini-batches in the engine: as in NumPy, to the bit again, and resumed to the bit."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.support.data.small_data import first_images, shortened
from trainer.datasets.dataset import NO_CLASS, Dataset
from trainer.errors import UserError
from trainer.ink.augmentation import Augmentation
from trainer.runs.backends import start_training
from trainer.runs.run import Run
from trainer.training.loop import Training
from trainer.training.recipes import RECIPES, Recipe
from trainer.wasm.batches import BatchTraining

PAPER = replace(RECIPES["lenet5", "paper"], passes=2, batch_size=32)
TODAY = replace(RECIPES["zipcode-1989", "today"], passes=2, batch_size=32)
EVERYTHING = replace(
    PAPER,
    optimizer="adamw",
    optimizer_options={"decay": 0.1},
    schedule="cosine",
    warm_up=0.5,
    averaging=0.9,
    augmentation=Augmentation(rotation=10, shift=1),
    variant={"dropout": "0.2"},
)
RECIPES_TRIED = {
    "Adam": PAPER,
    "AdamW, schedule, average, augmentation, dropout": EVERYTHING,
    "SGD": replace(PAPER, optimizer="sgd", optimizer_options={}, learning_rate=0.1),
    "momentum": replace(PAPER, optimizer="momentum", optimizer_options={}, learning_rate=0.02),
    "RMSProp": replace(PAPER, optimizer="rmsprop", optimizer_options={}),
    "1989, Adam": TODAY,
    "1989, single images, dropout": replace(
        RECIPES["zipcode-1989", "1989"],
        passes=2,
        variant={"activation": "relu", "dropout": "0.1"},
        initializer="he-2015",
    ),
}


@pytest.fixture(scope="module")
def data() -> Dataset:
    """150 images, so that the last batch and its last group are smaller; some of no class."""
    small = first_images(150, 50)
    labels = small.train_labels.copy()
    labels[::20] = NO_CLASS
    return replace(small, train_labels=labels)


def trained(recipe: Recipe, data: Dataset) -> Training:
    training = start_training(recipe, data, "wasm")
    assert training.engine == "wasm"
    training.records = list(training.run())  # type: ignore[attr-defined]
    return training


@pytest.mark.parametrize("name", list(RECIPES_TRIED))
def test_training_equals_numpys(data: Dataset, name: str) -> None:
    recipe = RECIPES_TRIED[name]
    numpy, wasm = Training(recipe, data), trained(recipe, data)
    records = list(numpy.run())
    start = Training(recipe, data).network.vector
    moved = np.abs(numpy.network.vector - start).max()
    assert np.abs(wasm.network.vector - numpy.network.vector).max() < 1e-3 * moved
    assert np.abs(wasm.result.vector - numpy.result.vector).max() < 1e-3 * moved
    for own, theirs in zip(wasm.records, records, strict=True):  # type: ignore[attr-defined]
        for part in ("train", "test"):
            mine, other = getattr(own, part), getattr(theirs, part)
            assert mine.loss == pytest.approx(other.loss, rel=1e-4)
            assert mine.images == other.images
            assert abs(mine.misses - other.misses) <= 1


def test_a_resumed_run_is_bitwise_equal(data: Dataset, tmp_path: Path) -> None:
    def stop_in_the_second_pass(_: int) -> None:
        if run.training.passes_done == 1:
            raise KeyboardInterrupt

    run = Run(EVERYTHING, data, tmp_path / "run.safetensors", resume=False, engine="wasm")
    with pytest.raises(KeyboardInterrupt):
        list(run.train(stop_in_the_second_pass))
    resumed = Run(EVERYTHING, data, tmp_path / "run.safetensors", resume=True, engine="wasm")
    list(resumed.train())
    whole = trained(EVERYTHING, data)
    assert resumed.training.network.vector.tobytes() == whole.network.vector.tobytes()
    assert resumed.training.result.vector.tobytes() == whole.result.vector.tobytes()
    for name, array in whole.optimizer.state.items():
        np.testing.assert_array_equal(resumed.training.optimizer.state[name], array)


@pytest.mark.parametrize("batch", [1, 2, 5, 8, 13, 64])
def test_two_threads_come_to_the_same_bits(data: Dataset, batch: int) -> None:
    recipe = replace(EVERYTHING, batch_size=batch, passes=1)
    small = shortened(data, 30, 10)
    alone, shared = (BatchTraining(recipe, small, threads) for threads in (1, 2))
    (one,), (other,) = alone.run(), shared.run()
    assert one.test == other.test
    assert alone.network.vector.tobytes() == shared.network.vector.tobytes()
    assert alone.result.vector.tobytes() == shared.result.vector.tobytes()
    assert alone.running == shared.running


def test_another_seed_gives_other_weights(data: Dataset) -> None:
    same, again = trained(PAPER, data), trained(PAPER, data)
    assert same.network.vector.tobytes() == again.network.vector.tobytes()
    other = trained(replace(PAPER, seed=2), data)
    assert np.abs(other.network.vector - same.network.vector).max() > 1e-2


def test_what_the_engine_does_not_know_is_named(data: Dataset) -> None:
    recipe = replace(PAPER, variant={"normalisation": "batch"})
    with pytest.raises(UserError, match="does not know layers of kind BatchNorm; use --engine nu"):
        start_training(recipe, data, "wasm")
    newton = replace(RECIPES["zipcode-1989", "newton"], batch_size=2)
    with pytest.raises(UserError, match="does not know squared-error by diagonal-newton"):
        start_training(newton, data, "wasm")
