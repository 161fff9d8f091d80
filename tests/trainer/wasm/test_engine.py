"""The WebAssembly engine: equal to NumPy up to rounding, and deterministic."""

import os
import signal
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import wasmtime

from tests.support.data.small_data import first_images
from trainer.datasets.dataset import Dataset
from trainer.errors import UserError
from trainer.ink.augmentation import Augmentation
from trainer.networks.initializers import initialize
from trainer.networks.network import Network
from trainer.networks.zipcode_1989 import zipcode_1989
from trainer.runs.backends import start_training
from trainer.runs.run import Run
from trainer.training.evaluate import evaluate
from trainer.training.loop import Training
from trainer.training.losses import LOSSES
from trainer.training.recipes import RECIPES
from trainer.wasm.method import method_of
from trainer.wasm.module import emit
from trainer.wasm.runner import Engine, assemble

SQUARED_ERROR = LOSSES["squared-error"]
RECIPE = RECIPES["zipcode-1989", "1989"]
METHOD = method_of(RECIPE)
EXACT_RATE = 2.0**30  # a power of two: the step then holds the gradient, with all its digits


@pytest.fixture(scope="module")
def data() -> Dataset:
    return first_images(train=300, test=100)


@pytest.fixture(scope="module")
def wasm() -> bytes:
    return assemble(zipcode_1989(), METHOD)


def gradients(
    engine: Engine, network: Network, image: np.ndarray, label: int
) -> dict[str, np.ndarray]:
    """Return the engine's gradient of each parameter, from one step at an exact rate."""
    engine.set_parameters(network.vector)
    labels, order = engine.place(np.array([label], np.uint8)), engine.place(np.zeros(1, np.int32))
    engine.train(engine.place(image), labels, order, 1, EXACT_RATE)
    step = (network.vector.astype(np.float64) - engine.parameters()) / EXACT_RATE
    stops = np.cumsum([parameter.size for parameter in network.parameters.values()])
    return {
        name: part.reshape(network.parameters[name].shape)
        for name, part in zip(network.parameters, np.split(step, stops[:-1]), strict=True)
    }


def worst_difference(wasm: bytes, data: Dataset, seed: int) -> dict[str, float]:
    """Return each parameter's largest difference to NumPy's gradient, relative to its maximum."""
    network, engine = zipcode_1989(), Engine(wasm)
    initialize(network, RECIPE.initializer, seed)
    inputs = network.inputs(data.train_images)
    worst = dict.fromkeys(network.parameters, 0.0)
    for index in range(seed, seed + 5):
        outputs = network.forward(inputs[index : index + 1], training=True)
        network.backward(SQUARED_ERROR(outputs, data.train_labels[index : index + 1])[1])
        own = gradients(engine, network, inputs[index], data.train_labels[index])
        for name, theirs in network.gradients.items():
            difference = np.abs(own[name] - theirs).max() / np.abs(theirs).max()
            worst[name] = max(worst[name], float(difference))
    return worst


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_gradients_equal_numpys(wasm: bytes, data: Dataset, seed: int) -> None:
    worst = worst_difference(wasm, data, seed)
    assert max(worst.values()) < 1e-5, worst


def test_a_wrong_gradient_is_found(data: Dataset) -> None:
    text = emit(zipcode_1989(), METHOD)
    start = text.index("(func $H1.backward")
    wrong = text[:start] + text[start:].replace("f32x4.sub", "f32x4.add", 1)  # a step uphill
    assert wrong != text
    worst = worst_difference(bytes(wasmtime.wat2wasm(wrong)), data, 0)
    assert worst.pop("H1.bias") > 0.1
    assert max(worst.values()) < 1e-5


def test_outputs_and_scores_equal_numpys(wasm: bytes, data: Dataset) -> None:
    network, engine = zipcode_1989(), Engine(wasm)
    initialize(network, RECIPE.initializer, 3)
    engine.set_parameters(network.vector)
    inputs = network.inputs(data.train_images)
    np.testing.assert_allclose(engine.forward(inputs), network.forward(inputs), atol=5e-6)
    score = evaluate(network, inputs, data.train_labels, SQUARED_ERROR)
    labels = engine.place(data.train_labels.astype(np.uint8))
    loss, misses = engine.evaluate(engine.place(inputs), labels, len(inputs))
    assert loss / len(inputs) == pytest.approx(score.loss, rel=1e-6)
    assert misses == score.misses


def test_zero_images_are_allowed(wasm: bytes) -> None:
    engine = Engine(wasm)
    before = engine.initialize(7)
    assert engine.evaluate(0, 0, 0) == (0, 0)
    engine.train(0, 0, 0, 0, 0.03)
    assert engine.forward(np.zeros((0, 256), np.float32)).shape == (0, 10)
    np.testing.assert_array_equal(engine.parameters(), before)


def test_parameters_survive_a_round_trip(wasm: bytes) -> None:
    engine, numbers = Engine(wasm), np.arange(9760, dtype=np.float32)
    engine.set_parameters(numbers)
    np.testing.assert_array_equal(engine.parameters(), numbers)


@pytest.mark.parametrize("seed", [0, 1, 1989, 2**63, 2**64 - 1])
def test_the_engine_and_numpy_initialise_alike(wasm: bytes, seed: int) -> None:
    network = zipcode_1989()
    initialize(network, RECIPE.initializer, seed)
    assert Engine(wasm).initialize(seed).tobytes() == network.vector.tobytes()


def train(data: Dataset, **changes: object) -> Training:
    training = start_training(replace(RECIPE, passes=2, **changes), data, "wasm")  # type: ignore[arg-type]
    for _ in training.run():
        pass
    return training


def test_equal_seeds_give_equal_weights_and_others_do_not(data: Dataset) -> None:
    first, second, other = (train(data, seed=seed).network.vector.tobytes() for seed in (5, 5, 6))
    assert first == second
    assert first != other


def test_the_shuffled_order_equals_numpys(data: Dataset) -> None:
    own = train(data, order="shuffled").network.vector
    numpy = Training(replace(RECIPE, passes=2, order="shuffled"), data)
    for _ in numpy.run():
        pass
    np.testing.assert_allclose(own, numpy.network.vector, atol=1e-4)
    assert np.abs(own - train(data).network.vector).max() > 1e-2


def test_a_resumed_run_is_bitwise_equal(data: Dataset, tmp_path: Path) -> None:
    whole, parts = tmp_path / "whole.safetensors", tmp_path / "parts.safetensors"
    runs = [
        Run(replace(RECIPE, passes=passes), data, path, resume=resume, engine="wasm")
        for passes, path, resume in ((3, whole, False), (1, parts, False))
    ]
    for run in runs:
        list(run.train())
    resumed = Run(replace(RECIPE, passes=3), data, parts, resume=True, engine="wasm")
    assert [record.number for record in resumed.train()] == [2, 3]
    assert resumed.training.network.vector.tobytes() == runs[0].training.network.vector.tobytes()
    with pytest.raises(UserError, match="engine wasm, not numpy"):
        Run(replace(RECIPE, passes=3), data, parts, resume=True, engine="numpy")


def test_the_default_backend_is_wasm_where_supported(data: Dataset) -> None:
    assert start_training(RECIPE, data).engine == "wasm"
    mini_batches = replace(RECIPE, batch_size=32)
    assert start_training(mini_batches, data).engine == "numpy"
    assert start_training(mini_batches, data, "wasm").engine == "wasm"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
def test_an_engine_can_be_made_in_a_fork(wasm: bytes) -> None:
    """As joblib's and Dask's workers may: the threads of a compiler would be missing there."""
    Engine(wasm)
    child = os.fork()
    if child == 0:
        signal.alarm(20)  # a deadlock ends here
        Engine(wasm).initialize(1)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def test_only_standard_deterministic_instructions() -> None:
    text = emit(zipcode_1989(), METHOD)
    assert text == emit(zipcode_1989(), METHOD)
    for word in ("relaxed", "atomic", "shared", "import"):
        assert word not in text


VARIANTS = {
    "map biases": {"bias": "map"},
    "full connections": {"bias": "map", "connections": "full"},
    "scaled tanh": {"activation": "scaled-tanh", "output": "scaled-tanh"},
}


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=list(VARIANTS))
def test_variants_equal_numpys(data: Dataset, variant: dict[str, str]) -> None:
    recipe = replace(RECIPE, variant=variant, passes=1, augmentation=Augmentation(shift=2))
    numpy, wasm = (start_training(recipe, data, engine) for engine in ("numpy", "wasm"))
    assert wasm.engine == "wasm"
    list(numpy.run())
    list(wasm.run())
    np.testing.assert_allclose(wasm.network.vector, numpy.network.vector, atol=1e-3)
