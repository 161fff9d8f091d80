"""exp and log in float64, and the softmax that they serve."""

from typing import Any

import numpy as np
import pytest
import wasmtime

from tests.support.data.small_data import first_images
from trainer.networks.initializers import initialize
from trainer.networks.lenet5 import lenet5
from trainer.wasm.exponentials import SMALLEST, exp, log
from trainer.wasm.method import Method
from trainer.wasm.runner import Engine, assemble


@pytest.fixture(scope="module")
def store() -> wasmtime.Store:
    return wasmtime.Store()


@pytest.fixture(scope="module")
def exports(store: wasmtime.Store) -> Any:
    functions = [
        str(code).replace(f"(func ${code.name}", f'(func ${code.name} (export "{code.name}")', 1)
        for code in (exp(), log())
    ]
    module = wasmtime.Module(store.engine, f"(module {' '.join(functions)})")
    return wasmtime.Instance(store, module, []).exports(store)


def test_exp_is_within_units_of_float64(store: wasmtime.Store, exports: Any) -> None:
    for x in [0.0, -1e-300, -1e-9, *np.linspace(SMALLEST, 0, 999), -0.34657359027997264]:
        assert exports["exp"](store, float(x)) == pytest.approx(np.exp(x), rel=1e-13)
    assert exports["exp"](store, 0.0) == 1
    assert exports["exp"](store, -np.inf) == exports["exp"](store, SMALLEST)


def test_log_is_within_units_of_float64(store: wasmtime.Store, exports: Any) -> None:
    rng = np.random.default_rng(1)
    for x in [1.0, 0.5, 2.0, 2.0**-126, 1 - 2.0**-24, *np.exp(rng.uniform(-80, 80, 500))]:
        assert abs(exports["log"](store, float(x)) - np.log(x)) <= 4e-16 * max(1, abs(np.log(x)))


def test_probabilities_are_those_of_float64() -> None:
    """Of logits from −300 to 300 too, whose exponentials overflow float32."""
    network = lenet5()
    initialize(network, "lecun-1998", 6)
    network.parameters["output.bias"][...] = np.linspace(-300, 300, 10)
    engine = Engine(assemble(network, Method("lecun-1998", "cross-entropy", batches=True)))
    engine.set_table(network.input.values())
    engine.set_parameters(network.vector)
    images = first_images(4, 1).train_images
    found = engine.forward(network.input.pictures(images))
    network.cast(np.float64)
    exact = network.forward(network.inputs(images).astype(np.float64))
    np.testing.assert_allclose(found, exact, rtol=2e-4, atol=1e-37)
    assert found.sum(axis=1) == pytest.approx(1)
