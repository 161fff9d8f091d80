"""Losses: examples computed by hand, and gradients against finite differences."""

import numpy as np
import pytest

from trainer.arrays import Array
from trainer.datasets.dataset import NO_CLASS
from trainer.layers import Softmax
from trainer.networks.gradient_check import TOLERANCE, finite_differences, relative_error
from trainer.training.losses import LOSSES, cross_entropy, squared_error


def test_squared_error_by_hand() -> None:
    outputs = np.array([[0.5, -1.0], [-1.0, 0.0]])
    value, gradient = squared_error(outputs, np.array([0, 1]))
    assert value == pytest.approx((0.25 + 0 + 0 + 1) / 4)
    np.testing.assert_allclose(gradient, [[-0.25, 0], [0, -0.5]])


def test_cross_entropy_by_hand() -> None:
    outputs = np.array([[0.5, 0.25, 0.25], [0.1, 0.9, 0.0]])
    value, gradient = cross_entropy(outputs, np.array([1, 1]))
    assert value == pytest.approx((np.log(4) - np.log(0.9)) / 2)
    np.testing.assert_allclose(gradient, [[0.25, -0.375, 0.125], [0.05, -0.05, 0]])


def test_cross_entropy_of_probability_0_is_finite() -> None:
    value, gradient = cross_entropy(np.array([[1.0, 0.0]], np.float32), np.array([1]))
    assert 80 < value < 100
    assert gradient.tolist() == [[1, -1]]


@pytest.mark.parametrize("name", LOSSES)
def test_gradients(name: str) -> None:
    loss = LOSSES[name]
    softmax = Softmax()

    def outputs() -> Array:
        return softmax.forward(totals) if loss.fused_with == "Softmax" else totals

    rng = np.random.default_rng(0)
    totals, labels = rng.normal(size=(3, 10)), np.array([1, 9, 4])
    _, gradient = loss(outputs(), labels)
    numeric = finite_differences(lambda: loss(outputs(), labels)[0], totals)
    assert relative_error(gradient, numeric) <= TOLERANCE


@pytest.mark.parametrize(
    ("loss", "wanted"), [("squared-error", -1.0), ("cross-entropy", 0.1)], ids=str
)
def test_targets_of_non_digits_prefer_no_class(loss: str, wanted: float) -> None:
    outputs = np.full((1, 10), wanted)
    _, gradient = LOSSES[loss](outputs, np.array([NO_CLASS]))
    assert gradient == pytest.approx(np.zeros((1, 10)))
    outputs = outputs.copy()
    outputs[0, 3] += 0.1
    _, gradient = LOSSES[loss](outputs, np.array([NO_CLASS]))
    assert gradient[0, 3] > 0
