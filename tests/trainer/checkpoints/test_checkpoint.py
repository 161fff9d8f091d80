"""Weights files: written and read back, and refused when they are bad."""

from pathlib import Path

import numpy as np
import pytest

from trainer.checkpoints import checkpoint
from trainer.errors import UserError
from trainer.networks.zipcode_1989 import zipcode_1989

CARD = {"network": "zipcode-1989", "name": "test"}


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


def rewrite(path: Path, change) -> None:  # type: ignore[no-untyped-def]
    parameters, card = checkpoint.load(path)
    change(parameters, card)
    checkpoint.save(path, parameters, card)


def drop_tensor(parameters, card) -> None:  # type: ignore[no-untyped-def]
    del parameters["H1.bias"]


def change_shape(parameters, card) -> None:  # type: ignore[no-untyped-def]
    parameters["H1.bias"] = np.zeros((12, 6, 6), np.float32)


def make_nan(parameters, card) -> None:  # type: ignore[no-untyped-def]
    parameters["H1.bias"][0] = np.nan


def rename_network(parameters, card) -> None:  # type: ignore[no-untyped-def]
    card["network"] = "zipcode-2089"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (drop_tensor, "H1.bias, which is missing"),
        (change_shape, r"shape \(12, 8, 8\), found \(12, 6, 6\)"),
        (make_nan, "H1.bias holds NaN"),
        (rename_network, "no network is called 'zipcode-2089'"),
    ],
)
def test_bad_weights_are_refused(weights: Path, change, words: str) -> None:  # type: ignore[no-untyped-def]
    rewrite(weights, change)
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


def test_rounding_keeps_so_many_significant_bits() -> None:
    values = np.array([1, -1, 1 + 2.0**-8, 1 + 3 * 2.0**-9, -0.3, 1e-30, 0], np.float32)
    kept = checkpoint.rounded({"a": values}, 9)["a"]
    assert kept[:4].tolist() == [1, -1, 1 + 2.0**-8, 1 + 2.0**-7]
    error = np.abs(kept.astype(float) - values)
    assert (error <= np.abs(values.astype(float)) * 2.0**-9).all()
    assert np.array_equal(checkpoint.rounded({"a": values}, 24)["a"], values)
    with pytest.raises(ValueError, match="found 1"):
        checkpoint.rounded({"a": values}, 1)
