"""exp and log of the mini-batch engine, against float64."""

from typing import Any

import numpy as np
import pytest
import wasmtime

from trainer.wasm.minibatch.exponential import LOWEST, exp, log_function
from trainer.wasm.wat import Code, load


@pytest.fixture(scope="module")
def store() -> wasmtime.Store:
    return wasmtime.Store()


@pytest.fixture(scope="module")
def exports(store: wasmtime.Store) -> Any:
    vector = Code("exp", "(param $x i32)", export=True)
    vector.store("x", 0, exp(vector, load("x", 0)))
    log = str(log_function()).replace("(func $log", '(func $log (export "log")', 1)
    text = f'(module (memory (export "memory") 1) {vector} {log})'
    return wasmtime.Instance(store, wasmtime.Module(store.engine, text), []).exports(store)


def test_exp_is_within_two_units_in_the_last_place(store: wasmtime.Store, exports: Any) -> None:
    memory = exports["memory"]
    ends = [-1e-7, 0, -200, -np.inf]
    x = np.concatenate([np.linspace(LOWEST, 0, 20_000), ends]).astype(np.float32)
    found = np.empty_like(x)
    for first in range(0, len(x), 4):
        memory.write(store, x[first : first + 4].tobytes(), 0)
        exports["exp"](store, 0)
        found[first : first + 4] = np.frombuffer(memory.read(store, 0, 16), np.float32)
    exact = np.exp(np.maximum(x, np.float32(LOWEST)).astype(np.float64))
    units = np.abs(found - exact) / np.spacing(exact.astype(np.float32))
    assert units.max() <= 2
    assert found[-3] == 1
    assert (found[-2:] == found[0]).all()


def test_log_is_exact_to_float64(store: wasmtime.Store, exports: Any) -> None:
    rng = np.random.default_rng(1)
    for x in [1.0, 0.5, 2.0, 2.0**-126, 1 - 2.0**-24, *np.exp(rng.uniform(-80, 80, 500))]:
        assert abs(exports["log"](store, float(x)) - np.log(x)) <= 4e-16 * max(1, abs(np.log(x)))
