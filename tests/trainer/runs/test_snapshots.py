"""The snapshots of the shipped run, and the cost of quantising them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from builder.blocks.passes import decode, encode
from trainer.arrays import Array
from trainer.checkpoints import checkpoint
from trainer.checkpoints.bundled import SHIPPED
from trainer.datasets.mnist import load_mnist_first
from trainer.errors import UserError
from trainer.networks.initializers import initialize
from trainer.networks.predict import predict
from trainer.networks.registry import create
from trainer.runs import snapshots
from trainer.runs.snapshots import Snapshots
from trainer.training.recipes import RECIPES

FOLDER = SHIPPED / "zipcode-1989"
WEIGHTS, CARD = checkpoint.load(FOLDER / "1989.safetensors")
RECIPE = RECIPES["zipcode-1989", "1989"]
PASSES = FOLDER / "passes" / "1989.safetensors"


@pytest.fixture(scope="module")
def kept() -> dict[str, Array]:
    return snapshots.load(PASSES, WEIGHTS, CARD)


def test_the_last_pass_equals_the_shipped_weights(kept: dict[str, Array]) -> None:
    for name, value in WEIGHTS.items():
        assert kept[name].shape == (24, *value.shape)
        assert (kept[name][-1] == value).all()
    decoded = decode(encode(kept), WEIGHTS)
    assert len(decoded) == 24
    assert all((decoded[-1][name] == value).all() for name, value in WEIGHTS.items())


def test_pass_0_is_the_initialisation_of_the_seed(kept: dict[str, Array]) -> None:
    """float16 keeps 11 bits."""
    network = create("zipcode-1989")
    snapshot = {name: value[0] for name, value in kept.items()}
    initialize(network, RECIPE.initializer, RECIPE.seed)
    for name, value in network.parameters.items():
        np.testing.assert_allclose(snapshot[name], value, rtol=2**-11, atol=2**-24)


def test_the_quantised_passes_decide_alike(kept: dict[str, Array]) -> None:
    """The justification of one step of 1/256 for all: few decisions, small deviations.

    Measured against float16 on the 2,007 test images: of the 44,154 decisions after passes
    1–22, 46 differ; outputs by 0.0031 r.m.s., at most 0.09; the misses after a pass by a few.
    """
    data = load_mnist_first()
    network = create("zipcode-1989")
    inputs = network.inputs(data.test_images)
    flips, squares, largest = 0, [], 0.0
    decoded = decode(encode(kept), WEIGHTS)
    for number in range(1, 23):
        network.load({name: value[number] for name, value in kept.items()})
        exact = predict(network, inputs)
        network.load(decoded[number])
        coded = predict(network, inputs)
        flips += int((exact.argmax(1) != coded.argmax(1)).sum())
        squares.append(float(((exact - coded) ** 2).mean()))
        largest = max(largest, float(abs(exact - coded).max()))
        misses = [int((x.argmax(1) != data.test_labels).sum()) for x in (exact, coded)]
        recorded = CARD.passes[number - 1].test.misses
        assert abs(misses[0] - recorded) <= 2, "float16 is the run itself"
        assert abs(misses[1] - recorded) <= 5
    assert flips <= 60
    assert np.sqrt(np.mean(squares)) <= 0.004
    assert largest <= 0.1


def test_passes_of_another_run_are_refused(tmp_path: Path) -> None:
    other = replace(CARD, recipe=replace(RECIPE, seed=7))
    with pytest.raises(UserError, match=r"another run than the weights .* differ in recipe"):
        snapshots.load(PASSES, WEIGHTS, other)


def test_snapshots_keep_copies(tmp_path: Path) -> None:
    network = create("zipcode-1989")
    kept = Snapshots()
    for value in (0.5, 1.5, 2.5):
        network.vector[:] = value
        kept.keep(network)
    card = replace(CARD, passes=CARD.passes[:2])
    kept.save(tmp_path / "passes.safetensors", card)
    loaded = snapshots.load(tmp_path / "passes.safetensors", network.tensors, card)
    assert loaded["H3.bias"][:, 0].tolist() == [0.5, 1.5, 2.5]
    stored, _ = checkpoint.load(tmp_path / "passes.safetensors", ("F16",))
    assert stored["H3.bias"].dtype == np.float16
    kept.save(tmp_path / "passes.safetensors", CARD)
    with pytest.raises(UserError, match=r"H1.bias of shape \(2, 12, 8, 8\), expected \(23, 12"):
        snapshots.load(tmp_path / "passes.safetensors", network.tensors, CARD)
