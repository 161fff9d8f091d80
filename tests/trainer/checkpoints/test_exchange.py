"""JSON, npz and ONNX: bitwise exact round trips, and equal outputs in ONNX Runtime."""

import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from tests.support.paths import WEIGHTS
from trainer import layers
from trainer.checkpoints import exchange
from trainer.checkpoints.checkpoint import load_network
from trainer.checkpoints.onnx import WRITERS, to_onnx
from trainer.datasets.mnist import load_mnist_first
from trainer.errors import UserError
from trainer.networks.initializers import initialize
from trainer.networks.predict import predict
from trainer.networks.registry import create
from trainer.training.recipes import RECIPES

SHIPPED = sorted(WEIGHTS.glob("*/*.safetensors"))
FILE_1989 = WEIGHTS / "zipcode-1989" / "1989.safetensors"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
@pytest.mark.parametrize("suffix", ["json", "npz"])
def test_a_round_trip_is_bitwise_exact(path: Path, suffix: str, tmp_path: Path) -> None:
    network, card = load_network(path)
    write = {"json": exchange.to_json, "npz": exchange.to_npz}[suffix]
    file = tmp_path / f"weights.{suffix}"
    file.write_bytes(write(network, card))
    assert file.read_bytes() == write(network, card)
    back, back_card = exchange.read(file)
    assert back.name == network.name
    assert np.array_equal(back.vector, network.vector)
    assert back_card == card


def test_json_holds_the_connection_table() -> None:
    content = json.loads(exchange.to_json(*load_network(FILE_1989)))
    assert content["layers"]["H2"]["connections"][8] == [0, 1, 2, 3, 8, 9, 10, 11]
    assert np.shape(content["layers"]["H1"]["bias"]) == (12, 8, 8)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("layers", "H3", "bias"), None, "needs the tensor H3.bias, which is missing"),
        (("layers", "H3", "bias"), [1, 2], r"needs H3.bias of shape \(30,\), found \(2,\)"),
        (("layers", "H3", "bias"), [[1], [2, 3]], "H3.bias is not a regular array of numbers"),
        (("layers", "H3", "bias"), [float("nan")] * 30, "not JSON"),
        (("layers", "H3", "bias"), [1e300] * 30, "H3.bias holds NaN or infinity"),
        (("layers", "H3", "bias"), ["1"] * 30, "H3.bias is not a regular array of numbers"),
        (("layers", "H3", "bias"), [True] * 30, "H3.bias is not a regular array of numbers"),
        (("layers", "H3", "bias"), [[[[[1]]]]], "H3.bias is not a regular array of numbers"),
        (("layers", "H3"), [1], 'expected {"network"'),
        (("card",), 5, "its card is 5, expected an object"),
        (("card", "passes"), {}, "its card's passes is an object, expected a list"),
        (("layers", "H9"), {"bias": [1]}, "has no tensor H9.bias"),
        (("layers", "H2", "connections", 3), [0] * 8, "connects map 3 of H2 to"),
        (("layers", "H2", "connections"), None, "connection table of H2 is not"),
        (("layers",), None, 'expected {"network"'),
        (("network",), "lenet-6", "its card's recipe.network is 'zipcode-1989', expected"),
        (("network",), "lenet5", "its card's recipe.network is 'zipcode-1989', expected 'lenet5'"),
    ],
)
def test_the_first_difference_is_named(
    path: tuple[str | int, ...], value: object, words: str, tmp_path: Path
) -> None:
    content = json.loads(exchange.to_json(*load_network(FILE_1989)))
    place = content
    for key in path[:-1]:
        place = place[key]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    file = tmp_path / "weights.json"
    file.write_text(json.dumps(content))
    with pytest.raises(UserError, match=words):
        exchange.read(file)


@pytest.mark.parametrize("name", ["w.json", "w.npz"])
def test_broken_files(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(b"PK\x03\x04 {")
    with pytest.raises(UserError, match=r"not JSON|not a whole \.npz"):
        exchange.read(file)
    with pytest.raises(UserError, match=r"cannot import \.txt"):
        exchange.read(tmp_path / "w.txt")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_onnxruntime_agrees_on_the_test_images(path: Path) -> None:
    network, _ = load_network(path)
    _check_onnx(network, 2_007)


@pytest.mark.parametrize("pooling", ["max", "average"])
@pytest.mark.parametrize("activation", ["tanh", "relu", "leaky-relu"])
def test_onnxruntime_agrees_on_variants(pooling: str, activation: str) -> None:
    network = create(
        "lenet5", {"pooling": pooling, "activation": activation, "normalisation": "batch"}
    )
    initialize(network, "lecun-1998", 1)
    network.forward(network.inputs(load_mnist_first().test_images[:64]), training=True)
    _check_onnx(network, 200)


def test_onnxruntime_agrees_on_the_algorithm_of_1989() -> None:
    network = create("zipcode-1989", RECIPES["zipcode-1989", "newton"].variant)
    initialize(network, "lecun-1989", 1)
    _check_onnx(network, 200)


def test_every_kind_of_layer_is_known_to_onnx() -> None:
    kinds = [getattr(layers, name) for name in layers.__all__ if name not in {"Counts", "Layer"}]
    assert set(WRITERS) == set(kinds)


def test_a_layer_unknown_to_onnx_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(WRITERS, layers.Softmax)
    with pytest.raises(UserError, match=r"no operator is known for its layer .* of kind Softmax"):
        to_onnx(create("lenet5"))


def _check_onnx(network, count: int) -> None:  # type: ignore[no-untyped-def]
    session = onnxruntime.InferenceSession(to_onnx(network))
    inputs = network.inputs(load_mnist_first().test_images[:count])
    (outputs,) = session.run(None, {"input": inputs})
    np.testing.assert_allclose(outputs, predict(network, inputs), atol=1e-5)
