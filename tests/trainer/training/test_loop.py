"""The training loop against the same steps by hand."""

from dataclasses import replace

import numpy as np
import pytest

from tests.support.data.small_data import first_images
from trainer.datasets.dataset import NO_CLASS, Dataset
from trainer.errors import UserError
from trainer.training import loop
from trainer.training.loop import Training
from trainer.training.losses import squared_error
from trainer.training.recipes import RECIPES

RECIPE = replace(
    RECIPES["zipcode-1989", "1989"],
    passes=2,
    batch_size=16,
    schedule="cosine",
    warm_up=0.5,
    averaging=0.8,
)


@pytest.fixture(scope="module")
def data() -> Dataset:
    small = first_images(40, 20)
    labels = small.train_labels.copy()
    labels[:2] = NO_CLASS
    return replace(small, train_labels=labels)


def test_each_step_is_that_of_its_batch_rate_and_average(data: Dataset) -> None:
    training = Training(RECIPE, data)
    by_hand = Training(RECIPE, data)
    network = by_hand.network
    average = network.vector.copy()
    list(training.run())
    for number in range(2):
        for index, first in enumerate(range(0, 40, 16)):
            batch = slice(first, first + 16)
            outputs = network.forward(by_hand.train_inputs[batch], training=True)
            network.backward(squared_error(outputs, data.train_labels[batch])[1])
            progress = number + index * 16 / 40
            factor = (
                progress / 0.5
                if progress < 0.5
                else (1 + np.cos(np.pi * (progress - 0.5) / 1.5)) / 2
            )
            network.vector -= np.float32(RECIPE.learning_rate * factor) * network.gradient
            average = 0.8 * average + 0.2 * network.vector
    np.testing.assert_allclose(training.network.vector, network.vector, atol=1e-6)
    np.testing.assert_allclose(training.result.vector, average, atol=1e-6)


def test_large_sets_are_scored_while_they_train(
    data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = replace(RECIPE, passes=1, batch_size=40, averaging=0, warm_up=1)
    first_step = Training(recipe, data)
    before = first_step.score("train")
    (after,) = first_step.run()
    monkeypatch.setattr(loop, "LARGE", 39)
    (running,) = Training(recipe, data).run()
    assert running.train.loss == pytest.approx(before.loss)
    assert (running.train.misses, running.train.images) == (before.misses, 38)
    assert after.train == before  # a warm-up from 0: the first step changes nothing
    assert running.test == after.test


def test_passes_that_are_not_scored_yield_no_record(data: Dataset) -> None:
    steps: list[int] = []
    records = list(Training(RECIPE, data).run(steps.append, lambda number: number == 2))
    assert [record.number for record in records] == [2]
    assert steps == [16, 16, 8] * 2


def test_labels_that_are_no_class_of_the_network_are_refused(data: Dataset) -> None:
    labels = data.test_labels.copy()
    labels[3] = 10
    with pytest.raises(UserError, match="has images of class 10, but zipcode-1989 knows only 10"):
        Training(RECIPE, replace(data, test_labels=labels))
