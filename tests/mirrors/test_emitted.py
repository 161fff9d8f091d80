"""The emitted JavaScript against NumPy in float64: every kind of layer, both networks."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from builder.emit import describe_layer, emit_network, is_stage
from tests.support.browser.page_modules import call
from tests.support.networks.numbers_input import numbers
from tests.support.paths import WEIGHTS
from trainer.arrays import Array
from trainer.checkpoints.checkpoint import load
from trainer.datasets.mnist import load_mnist_first
from trainer.errors import UserError
from trainer.layers import AveragePool, Conv, Dense, Dropout, Flatten, Layer, Softmax, Tanh
from trainer.networks.initializers import initialize
from trainer.networks.network import Network
from trainer.networks.predict import predict
from trainer.networks.registry import NETWORKS, create

SHIPPED = sorted(WEIGHTS.glob("*/*.safetensors"))
TOLERANCE = 1e-9  # float64 on both sides, another order of summation

RUN = """([names, tensors, inputs, size]) => {
  const floats = (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return new Float32Array(bytes.buffer);
  };
  const weights = Object.fromEntries(names.map((name, i) => [name, floats(tensors[i])]));
  const network = createNetwork(weights);
  const all = floats(inputs);
  const outputs = [];
  let activations, gradient;
  for (let at = 0; at < all.length; at += size) {
    outputs.push([...network.forward(all.subarray(at, at + size))]);
    if (at === 0) {
      activations = Object.fromEntries(
        Object.entries(network.activations).map(([name, values]) => [name, [...values]]),
      );
      gradient = [...network.inputGradient(outputs[0].map((_, i) => 1 - i / 4))];
    }
  }
  return { outputs, activations, gradient };
}"""


def encoded(array: Array) -> str:
    """Float32 bytes in base64."""
    return base64.b64encode(np.ascontiguousarray(array, np.float32).tobytes()).decode()


def run_in_page(blank: Page, network: Network, inputs: Array) -> dict[str, Any]:
    """Run the emitted network in a blank page, with ``network``'s tensors."""
    script = emit_network(network).replace("export ", "")
    blank.evaluate(f"{script}\nvoid Object.assign(globalThis, {{ createNetwork }});")
    tensors = network.tensors
    size = network.input_units
    names, values = list(tensors), [encoded(value) for value in tensors.values()]
    result: dict[str, Any] = call(blank, RUN, [names, values, encoded(inputs), size])
    return result


def check(blank: Page, network: Network, inputs: Array) -> None:
    """Same outputs for all inputs; for the first, every layer's activations and the gradient."""
    found = run_in_page(blank, network, inputs)
    network.cast(np.float64)
    expected = predict(network, inputs.astype(np.float64))
    np.testing.assert_allclose(found["outputs"], expected.reshape(len(inputs), -1), atol=TOLERANCE)
    activations: Mapping[str, Array] = network.activations(inputs[:1].astype(np.float64))
    assert list(found["activations"]) == list(activations)
    for name, values in activations.items():
        np.testing.assert_allclose(found["activations"][name], values.ravel(), atol=TOLERANCE)
    weighed = (1 - np.arange(values.size) / 4).reshape(values.shape)
    gradient = network.backward(weighed, input_gradient=True)
    assert gradient is not None
    np.testing.assert_allclose(found["gradient"], gradient.ravel(), atol=TOLERANCE)


@pytest.mark.parametrize("count", [300, pytest.param(2007, marks=pytest.mark.slow)])
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_committed_weights_on_test_images(blank: Page, path: Path, count: int) -> None:
    tensors, card = load(path)
    network = create(card.network)
    network.load(tensors)
    check(blank, network, network.inputs(load_mnist_first().test_images[:count]))


@pytest.mark.parametrize("name", NETWORKS)
def test_untrained_networks(blank: Page, name: str) -> None:
    network = create(name)
    initialize(network, "lecun-1998", 5)
    check(blank, network, network.inputs(load_mnist_first().test_images[:20]))


@pytest.mark.parametrize(
    "variant",
    [
        {"pooling": "average", "activation": "relu", "normalisation": "batch"},
        {"pooling": "max", "activation": "leaky-relu", "normalisation": "batch"},
    ],
    ids=lambda variant: variant["activation"],
)
def test_variants_of_lenet5(blank: Page, variant: dict[str, str]) -> None:
    network = create("lenet5", variant)
    initialize(network, "lecun-1998", 5)
    images = load_mnist_first().test_images
    network.forward(network.inputs(images[:64]), training=True)
    check(blank, network, network.inputs(images[:20]))


@pytest.mark.parametrize(
    ("layers", "shape"),
    [
        ([Conv("A", maps=3, kernel=3, stride=2, padding=1, padding_value=0.5)], (2, 6, 5)),
        ([Conv("A", maps=2, kernel=2, connections=[(1,), (0,)], bias="unit")], (2, 4, 4)),
        ([Dense("A", units=3)], (7,)),
        ([Tanh("A")], (5,)),
        ([Flatten(), Dropout(share=0.5), Dense("A", units=3), Tanh()], (2, 3, 4)),
    ],
    ids=["padded conv", "connected conv", "dense", "tanh", "flatten first"],
)
def test_single_layers(blank: Page, layers: list[Layer], shape: tuple[int, ...]) -> None:
    network = Network("test", numbers(*shape), layers)
    rng = np.random.default_rng(8)
    network.vector[...] = rng.normal(size=network.vector.size)
    check(blank, network, rng.normal(size=(4, *shape)).astype(np.float32))


def test_a_wrong_number_of_weights_is_refused(blank: Page) -> None:
    network = create("lenet5")
    script = emit_network(network).replace("export ", "")
    blank.evaluate(f"{script}\nvoid Object.assign(globalThis, {{ createNetwork }});")
    message = blank.evaluate("() => { try { createNetwork({}) } catch (e) { return e.message } }")
    assert message == "lenet5 needs 150 numbers in C1.weight, found none."


def test_layers_with_units_or_another_shape_are_stages() -> None:
    """A kind that nobody has listed is drawn, too, if it changes the shape."""

    class Other(AveragePool):
        """A new kind of pooling."""

    layers = [Conv("A", maps=2, kernel=1), Tanh(), Other("P", size=2), Dropout(share=0.5)]
    layers += [Flatten(), Dense("B", units=8), Softmax()]
    network = Network("test", numbers(2, 4, 4), layers)
    found = [layer.name for layer in network.layers if is_stage(layer)]
    assert found == ["A", "P", "B"]
    assert describe_layer(network.layers[2])["size"] == 2


def test_a_layer_without_a_template_is_named() -> None:
    class Sigmoid(Tanh):
        """A kind that nothing writes."""

    network = Network("test", numbers(5), [Sigmoid("A")])
    with pytest.raises(
        UserError, match=r"layer A of kind Sigmoid; add builder/layer_templates/sigmoid"
    ):
        emit_network(network)


def test_a_planted_error_in_the_gradient_is_found(
    blank: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = emit_network(create("zipcode-1989")).replace("y = row * 2 - 2", "y = row * 2 - 1")
    monkeypatch.setattr("tests.mirrors.test_emitted.emit_network", lambda network: wrong)
    network = create("zipcode-1989")
    initialize(network, "lecun-1998", 5)
    with pytest.raises(AssertionError, match="Mismatched elements"):
        check(blank, network, network.inputs(load_mnist_first().test_images[:2]))


def test_a_planted_error_is_found(blank: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = emit_network(create("lenet5")).replace("seen[at + 29]", "seen[at + 28]")
    monkeypatch.setattr("tests.mirrors.test_emitted.emit_network", lambda network: wrong)
    network = create("lenet5")
    initialize(network, "lecun-1998", 5)
    with pytest.raises(AssertionError, match="Mismatched elements"):
        check(blank, network, network.inputs(load_mnist_first().test_images[:20]))
