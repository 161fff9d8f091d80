"""The engine's tanh on every 64th float32; bench/tanh.py measures every one."""

import numpy as np
import pytest

from tests.support.networks.tanh_error import INFINITY, every, measure
from trainer.networks.zipcode_1989 import zipcode_1989
from trainer.wasm.layers.tanh import ERROR, ERROR_ULP, FALL
from trainer.wasm.method import Method
from trainer.wasm.runner import Engine, assemble


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(assemble(zipcode_1989(), Method("lecun-1989")))


def test_the_stated_error_holds_from_zero_to_infinity(engine: Engine) -> None:
    worst = measure(engine, every(64))
    assert worst.ulp <= ERROR_ULP
    assert worst.absolute <= ERROR
    assert worst.fall <= FALL


def test_it_is_exactly_odd(engine: Engine) -> None:
    for x in every(1024):
        np.testing.assert_array_equal(
            engine.tanh(-x).view(np.uint32), (-engine.tanh(x)).view(np.uint32)
        )


def test_it_saturates_and_keeps_nan(engine: Engine) -> None:
    special = np.array([10, 1e30, np.inf, -np.inf, 0, -0.0, np.nan, 1e-45], np.float32)
    expected = np.array([1, 1, 1, -1, 0, -0.0, np.nan, 1e-45], np.float32)
    np.testing.assert_array_equal(engine.tanh(special), expected)
    assert np.signbit(engine.tanh(special))[5]


def test_every_covers_all_finite_floats() -> None:
    first, *_, last = every(512)
    assert first[0] == 0
    assert 0 < INFINITY - int(last[-1:].view(np.uint32)[0]) <= 512
