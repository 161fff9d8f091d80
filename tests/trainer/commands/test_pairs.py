"""Every network on every data set, in every command: it works, or is refused in a sentence."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from tests.support.commands import run
from tests.support.data.small_data import shortened
from tests.support.data.tiny_study import stand_ins
from tests.support.drawings.handwriting import HANDS
from trainer.checkpoints import checkpoint
from trainer.checkpoints.bundled import shipped
from trainer.checkpoints.card import Card
from trainer.commands import calibrate
from trainer.datasets import catalogue, subsets
from trainer.datasets.pendigits import PenDigit
from trainer.networks.initializers import initialize
from trainer.networks.registry import NETWORKS, create
from trainer.reading import calibration
from trainer.studies import plots
from trainer.training.recipes import RECIPES

DATA = [*catalogue.LOADERS, "mnist-draw-0", "mnist-all-draw-1", "mnist-tune-2", "mnist-all-tune-3"]
REFUSED = {("lenet5", "usps")}
SENTENCE = "usps has images of 16×16 numbers, prepared for another network; lenet5 needs 1×32×32"
VARIANTS = {
    "zipcode-1989": {"output": "softmax", "activation": "relu"},
    "lenet5": {"normalisation": "batch", "pooling": "average"},
}


@pytest.fixture(scope="module", autouse=True)
def _small() -> Iterator[None]:
    """Give each data set of its own form, but few images."""
    loaders = stand_ins()
    few = {name: shortened(load(), 30, 20) for name, load in loaders.items()}
    excerpt = few["mnist"]
    with pytest.MonkeyPatch.context() as patch:
        for name in catalogue.LOADERS:
            data = replace(few.get(name, excerpt), name=name)
            patch.setitem(catalogue.LOADERS, name, partial(lambda data: data, data))
        patch.setattr(subsets, "mnist", loaders["mnist"])
        patch.setattr(subsets, "TRAIN", 30)
        patch.setattr(subsets, "TEST", 20)
        patch.setattr(calibration, "NONDIGITS", 20)
        for form in ("to_svg", "to_png"):  # which takes a second, and knows nothing of networks
            patch.setattr(plots, form, lambda figure: b"drawn")
        patch.setattr(calibrate, "load_pendigits", lambda part: pen_digits())
        yield


def pen_digits() -> list[PenDigit]:
    """Return digits of a writer to fit to, and of one to test with."""
    return [
        PenDigit(str(label), "test", writer, label, [np.array(points) for points in strokes])
        for writer, hand in zip(("pd-train-w03", "pd-train-w06"), HANDS[:2], strict=True)
        for label, strokes in ((label, hand.draw(label)) for label in range(10))
    ]


@pytest.fixture
def weights(tmp_path: Path, network: str, kind: str) -> Path:
    """Weights of a network: those shipped, or of a variant, with a card that says little."""
    path = tmp_path / "w.safetensors"
    if kind == "shipped":
        path.write_bytes(shipped(network)[0].read_bytes())
        return path
    recipe = next(recipe for (name, _), recipe in RECIPES.items() if name == network)
    varied = create(network, VARIANTS[network])
    initialize(varied, "lecun-1998", 1)
    card = Card(network, recipe=replace(recipe, variant=VARIANTS[network]))
    checkpoint.save(path, varied.tensors, card)
    return path


kinds = pytest.mark.parametrize("kind", ["shipped", "variant"])
networks = pytest.mark.parametrize("network", NETWORKS)


@kinds
@networks
@pytest.mark.parametrize("data", DATA)
def test_evaluate_and_plot(weights: Path, network: str, data: str, tmp_path: Path) -> None:
    layer = create(network).layers[0].name
    commands: list[list[str | Path]] = [["evaluate"], ["plot", "--layer", layer]]
    for words in commands:
        outcome = run("trainer", *words, weights, "--data", data)
        if (network, data) in REFUSED:
            assert outcome.code == 2
            assert SENTENCE in outcome.stderr
            assert outcome.stderr.count("\n") == 1
        else:
            assert (outcome.code, outcome.stderr) == (0, "")


@pytest.mark.parametrize(("network", "recipe"), RECIPES)
def test_train(network: str, recipe: str, tmp_path: Path) -> None:
    output = tmp_path / "w.safetensors"
    words = ["train", network, "--recipe", recipe, "--passes", "1"]
    outcome = run("trainer", *words, "--output", output)
    assert (outcome.code, outcome.stderr) == (0, "")
    assert checkpoint.load_network(output)[0].name == network


@kinds
@networks
def test_calibrate(weights: Path, network: str) -> None:
    outcome = run("trainer", "calibrate", weights)
    assert (outcome.code, outcome.stderr) == (0, "")
    assert checkpoint.load_network(weights)[1].calibration is not None
