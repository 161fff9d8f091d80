"""Weights files: round trips, and invalid files."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.support.networks.weights_files import write_weights
from tests.support.paths import WEIGHTS
from trainer.checkpoints import checkpoint
from trainer.checkpoints.card import Card
from trainer.errors import UserError
from trainer.networks.zipcode_1989 import zipcode_1989

COMMITTED = sorted(WEIGHTS.rglob("*.safetensors"))
CARD = Card("zipcode-1989", name="test")
Tensors = dict[str, np.ndarray]


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    network = zipcode_1989()
    network.vector[...] = np.arange(network.vector.size)
    checkpoint.save(tmp_path / "weights.safetensors", network.parameters, CARD)
    return tmp_path / "weights.safetensors"


def test_round_trip(weights: Path) -> None:
    network, card = checkpoint.load_network(weights)
    assert card == CARD
    assert np.array_equal(network.vector, np.arange(network.vector.size))


def test_same_input_same_bytes() -> None:
    parameters = zipcode_1989().parameters
    assert checkpoint.to_bytes(parameters, CARD) == checkpoint.to_bytes(parameters, CARD)


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_committed_weights_survive_a_round_trip(path: Path) -> None:
    dtypes = ("F16",) if path.parent.name == "passes" else ("F32",)
    (stored, card), (written, own) = (
        safetensors_parts(data)
        for data in (path.read_bytes(), checkpoint.to_bytes(*checkpoint.load(path, dtypes)))
    )
    assert stored == written
    assert own == card, "also the order of the fields"


def safetensors_parts(data: bytes) -> tuple[bytes, list[tuple[str, object]]]:
    """Return the tensors' bytes and the fields of the card."""
    start = 8 + int.from_bytes(data[:8], "little")
    card = json.loads(json.loads(data[8:start])["__metadata__"]["card"])
    return data[start:], list(card.items())


def drop_tensor(tensors: Tensors) -> None:
    del tensors["H1.bias"]


def change_shape(tensors: Tensors) -> None:
    tensors["H1.bias"] = np.zeros((12, 6, 6), np.float32)


def make_one_broad(tensors: Tensors) -> None:
    tensors["H3.bias"] = np.zeros(1, np.float32)  # NumPy would broadcast it


def make_nan(tensors: Tensors) -> None:
    tensors["H1.bias"][0] = np.nan


def make_double(tensors: Tensors) -> None:
    tensors["H1.bias"] = tensors["H1.bias"].astype(np.float64)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (drop_tensor, "H1.bias, which is missing"),
        (change_shape, r"shape \(12, 8, 8\), found \(12, 6, 6\)"),
        (make_one_broad, r"shape \(30,\), found \(1,\)"),
        (make_nan, "H1.bias holds NaN"),
        (make_double, "H1.bias is of type F64, expected F32"),
    ],
)
def test_bad_tensors_are_refused(
    weights: Path, change: Callable[[Tensors], None], words: str
) -> None:
    tensors, card = checkpoint.load(weights)
    change(tensors)
    write_weights(weights, tensors, card.to_json())
    with pytest.raises(UserError, match=words):
        checkpoint.load_network(weights)


def test_a_truncated_file_is_refused(weights: Path) -> None:
    weights.write_bytes(weights.read_bytes()[:-10])
    with pytest.raises(UserError, match="not a whole safetensors file"):
        checkpoint.load_network(weights)


def test_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    path.write_text("{}")
    with pytest.raises(UserError, match="not a whole safetensors file"):
        checkpoint.load_network(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no such file"):
        checkpoint.load(tmp_path / "nothing.safetensors")


def test_rounding_keeps_the_given_number_of_significant_bits() -> None:
    values = np.array([1, -1, 1 + 2.0**-8, 1 + 3 * 2.0**-9, -0.3, 1e-30, 0], np.float32)
    kept = checkpoint.rounded({"a": values}, 9)["a"]
    assert kept[:4].tolist() == [1, -1, 1 + 2.0**-8, 1 + 2.0**-7]
    error = np.abs(kept.astype(float) - values)
    assert (error <= np.abs(values.astype(float)) * 2.0**-9).all()
    assert np.array_equal(checkpoint.rounded({"a": values}, 24)["a"], values)
    with pytest.raises(ValueError, match="found 1"):
        checkpoint.rounded({"a": values}, 1)
