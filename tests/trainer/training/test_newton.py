"""The algorithm of the 1989 paper: exact for one layer, and it learns."""

from dataclasses import replace

import numpy as np
import pytest

from tests.support.data.small_data import first_images
from tests.support.networks.numbers_input import numbers
from trainer.datasets.dataset import Dataset
from trainer.layers import Dense, Tanh
from trainer.networks.network import Network
from trainer.runs.backends import start_training
from trainer.training.curvature import mean_curvature
from trainer.training.loop import Training
from trainer.training.losses import squared_error_second
from trainer.training.recipes import RECIPES
from trainer.wasm.backend import EngineTraining

RECIPE = replace(RECIPES["zipcode-1989", "newton"], data="mnist-first", passes=6)


@pytest.fixture(scope="module")
def data() -> Dataset:
    return first_images(train=600, test=100)


def test_one_layer_has_the_exact_gauss_newton_diagonal() -> None:
    """Σ over outputs of 2/10 · (∂y/∂θ)², with ∂y/∂θ from finite differences."""
    network = Network(
        "test",
        numbers(5),
        [Dense("D", units=3), Tanh()],
        dtype=np.float64,
    )
    rng = np.random.default_rng(0)
    network.vector[...] = rng.normal(size=network.vector.size)
    x = rng.normal(size=(4, 5))
    network.second_backward(squared_error_second(network.forward(x)))
    for index, value in enumerate(network.vector.copy()):
        network.vector[index] = value + 1e-5
        upper = network.forward(x).copy()
        network.vector[index] = value - 1e-5
        slope = (upper - network.forward(x)) / 2e-5
        network.vector[index] = value
        expected = float((2 / 3 * slope**2).sum())
        assert network.curvature[index] == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_each_parameter_has_its_own_rate(data: Dataset) -> None:
    training = Training(RECIPE, data)
    options = RECIPE.optimizer_options
    sample = training.train_inputs[: int(options["sample"])]
    h = mean_curvature(training.network, training.loss, sample)
    assert (h >= 0).all()
    before = training.network.vector.copy()
    training.optimizer.set_curvature(h)  # type: ignore[attr-defined]
    training.optimizer.step(training.network.vector, np.ones_like(before), 0.5)
    np.testing.assert_allclose(
        before - training.network.vector, 0.5 / (options["damping"] + h), rtol=1e-3, atol=1e-6
    )


@pytest.mark.parametrize(
    "variant",
    [
        {},
        {"activation": "scaled-tanh", "output": "scaled-tanh"},
        {"bias": "map", "connections": "full"},
    ],
)
def test_the_engine_measures_the_same_curvature(data: Dataset, variant: dict[str, str]) -> None:
    recipe = replace(RECIPE, variant=variant, initializer="lecun-1989")
    numpy, wasm = Training(recipe, data), EngineTraining(recipe, data)
    expected, found = numpy._mean_curvature(200), wasm._mean_curvature(200)
    start = 0
    for name, parameter in numpy.network.parameters.items():
        part = slice(start, start := start + parameter.size)
        np.testing.assert_allclose(
            found[part], expected[part], atol=1e-5 * expected[part].max(), err_msg=name
        )
    np.testing.assert_array_equal(wasm._mean_curvature(200), found)
    assert np.abs(wasm._mean_curvature(100) - found).max() > 1e-3 * expected.max()


def test_it_learns(data: Dataset) -> None:
    first, *_, last = Training(RECIPE, data).run()
    assert last.train.misses < 300 < first.train.misses


def test_the_engine_takes_the_same_steps(data: Dataset) -> None:
    """After 600 steps only the rounding differs; a change of the rates is seen at once."""
    recipe = replace(RECIPE, passes=1, initializer="lecun-1989")
    numpy = start_training(recipe, data, "numpy")
    wasm = start_training(recipe, data, "wasm")
    assert (numpy.engine, wasm.engine) == ("numpy", "wasm")
    (mine,), (theirs,) = list(numpy.run()), list(wasm.run())
    np.testing.assert_allclose(wasm.network.vector, numpy.network.vector, atol=2e-3)
    assert theirs.train.loss == pytest.approx(mine.train.loss, rel=1e-3)
    other = start_training(replace(recipe, learning_rate=0.004), data, "wasm")
    (record,) = list(other.run())
    assert record.train.loss != pytest.approx(mine.train.loss, rel=1e-3)
