"""Draws of MNIST: what each seed draws is fixed, and tuning never sees a test image."""

import numpy as np
import pytest

from trainer.datasets import subsets
from trainer.datasets.catalogue import load_dataset
from trainer.datasets.dataset import Dataset
from trainer.splitmix64 import splitmix64


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
