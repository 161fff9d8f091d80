"""In batches: the engine's outputs, losses and gradients are NumPy's, whatever the layers."""

from dataclasses import dataclass, field

import numpy as np
import pytest
import wasmtime

from tests.support.data.small_data import first_images
from trainer.datasets.dataset import NO_CLASS
from trainer.layers import (
    AveragePool,
    Conv,
    Dense,
    Flatten,
    LeakyReLU,
    MaxPool,
    ReLU,
    ScaledTanh,
    Softmax,
    Tanh,
)
from trainer.networks.initializers import initialize
from trainer.networks.input import Input
from trainer.networks.lenet5 import lenet5
from trainer.networks.network import Network
from trainer.networks.zipcode_1989 import zipcode_1989
from trainer.training.losses import LOSSES
from trainer.wasm.method import Method
from trainer.wasm.module import emit
from trainer.wasm.runner import Engine

EXACT_RATE = 2.0**30  # a power of two: the step then holds the gradient, with all its digits


@dataclass(frozen=True)
class Case:
    """A network and its loss."""

    network: Network
    loss: str = "cross-entropy"
    labels: list[int] = field(default_factory=lambda: [5, NO_CLASS, 4, 1, 9, 2, 1])

    def module(self) -> str:
        return emit(self.network, Method("lecun-1998", self.loss, batches=True))


def toy(*layers: object, size: int = 9, margin: int = 1, channels: int = 1) -> Network:
    return Network("toy", Input(size, margin, 0.25, -1.5, channels), layers)  # type: ignore[arg-type]


CASES = {
    "LeNet-5": lambda: Case(lenet5()),
    "LeNet-5, average pooling, leaky ReLU": lambda: Case(
        lenet5(pooling="average", activation="leaky-relu")
    ),
    "LeNet-5, ReLU": lambda: Case(lenet5(activation="relu")),
    "1989": lambda: Case(zipcode_1989(), "squared-error"),
    "1989, scaled tanh, a bias for each map": lambda: Case(
        zipcode_1989(bias="map", activation="scaled-tanh", output="softmax")
    ),
    "one Dense": lambda: Case(
        toy(Flatten("f"), Dense("d", units=5), Tanh("t"), size=6),
        "squared-error",
        [4, NO_CLASS, 0, 1],
    ),
    "an odd map, stride 3, padding of 0.5, groups of 3": lambda: Case(
        toy(
            Conv("a", maps=12, kernel=4, stride=3, padding=2, padding_value=0.5),
            ReLU("r"),
            Conv("b", maps=4, kernel=3, padding=1, bias="unit"),
            ScaledTanh("s"),
            Flatten("f"),
            Dense("d", units=3),
            Softmax("p"),
            channels=2,
        ),
        labels=[2, 0, NO_CLASS, 1, 1],
    ),
    "windows of 3, an even kernel": lambda: Case(
        toy(
            MaxPool("m", size=3),
            Conv("a", maps=5, kernel=2),
            LeakyReLU("l"),
            AveragePool("v", size=1),
            Flatten("f"),
            Dense("d", units=3),
            Softmax("p"),
            size=8,
            margin=2,
            channels=3,
        ),
        labels=[2, 0, 1],
    ),
}


def worst(case: Case, module: str) -> dict[str, float]:
    """Return the largest relative difference to NumPy, of outputs, loss and each gradient."""
    network, labels = case.network, np.array(case.labels)
    initialize(network, "lecun-1998", 3)
    images = first_images(len(labels), 1).train_images
    loss = LOSSES[case.loss]
    outputs = network.forward(network.inputs(images), training=True)
    value, gradient = loss(outputs, labels)
    network.backward(gradient, skip_last=bool(loss.fused_with))

    engine = Engine(bytes(wasmtime.wat2wasm(module)))
    engine.set_table(network.input.values())
    engine.set_parameters(network.vector)
    classes, count = len(network.classes), len(labels)
    pictures = network.input.pictures(images)
    found = {"outputs": np.abs(engine.forward(pictures, classes) - outputs).max()}
    total, misses = engine.train_batches(
        engine.place(pictures),
        engine.place(np.where(labels == NO_CLASS, classes, labels).astype(np.uint8)),
        engine.place(np.arange(count, dtype=np.int32)),
        count,
        count,
        engine.place(np.array([EXACT_RATE], np.float32)),
    )
    found["loss"] = abs(total / count / value - 1)
    assert misses == np.count_nonzero((outputs.argmax(1) != labels) & (labels != NO_CLASS))
    step = (network.vector.astype(np.float64) - engine.parameters()) / EXACT_RATE
    for name, own in network.gradients.items():
        theirs, step = step[: own.size].reshape(own.shape), step[own.size :]
        found[name] = np.abs(own - theirs).max() / np.abs(own).max()
    return {name: float(difference) for name, difference in found.items()}


@pytest.mark.parametrize("name", list(CASES))
def test_outputs_loss_and_gradients_equal_numpys(name: str) -> None:
    case = CASES[name]()
    differences = worst(case, case.module())
    assert max(differences.values()) < 1e-5, differences


@pytest.mark.parametrize(
    ("function", "right", "wrong", "parameter"),
    [
        ("C3.backward", "f32x4.add", "f32x4.sub", "C1.weight"),
        ("S4.backward", "f32x4.eq", "f32x4.ne", "C3.weight"),
        ("F6.backward", "f32x4.mul", "f32x4.add", "C1.weight"),
    ],
)
def test_a_wrong_gradient_is_found(function: str, right: str, wrong: str, parameter: str) -> None:
    case = CASES["LeNet-5"]()
    text = case.module()
    start = text.index(f"(func ${function}\n")
    changed = text[:start] + text[start:].replace(right, wrong, 1)
    assert changed != text
    assert worst(case, changed)[parameter] > 1e-3


def test_only_standard_deterministic_instructions() -> None:
    case = CASES["LeNet-5"]()
    assert case.module() == case.module()
    for word in ("relaxed", "atomic", "shared", "import"):
        assert word not in case.module()
