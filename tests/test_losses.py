"""Losses: by hand, then gradients against finite differences."""

import numpy as np
import pytest

from trainer.gradients import finite_differences, relative_error
from trainer.losses import LOSSES, squared_error


def test_squared_error_by_hand() -> None:
    outputs = np.array([[0.5, -1.0], [-1.0, 0.0]])
    value, gradient = squared_error(outputs, np.array([0, 1]))
    assert value == pytest.approx((0.25 + 0 + 0 + 1) / 4)
    np.testing.assert_allclose(gradient, [[-0.25, 0], [0, -0.5]])


@pytest.mark.parametrize("name", LOSSES)
def test_gradients(name: str) -> None:
    rng = np.random.default_rng(0)
    outputs, labels = rng.normal(size=(3, 10)), np.array([1, 9, 4])
    _, gradient = LOSSES[name](outputs, labels)
    numeric = finite_differences(lambda: LOSSES[name](outputs, labels)[0], outputs)
    assert relative_error(gradient, numeric) <= 1e-6
