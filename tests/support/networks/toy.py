"""Networks that the project has never heard of: new lists, and nothing else."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.support.data.small_data import first_images
from trainer.checkpoints import bundled, checkpoint
from trainer.datasets.dataset import Dataset
from trainer.layers import Conv, Dense, Flatten, Softmax, Tanh
from trainer.networks.input import Input
from trainer.networks.network import Network
from trainer.networks.registry import NETWORKS
from trainer.runs.run import Run
from trainer.runs.snapshots import Snapshots
from trainer.training.recipes import RECIPES, Recipe


def with_convolution() -> Network:
    """Four maps, then ten units; no second convolution; an input of its own."""
    layers = [Conv("A", maps=4, kernel=5), Tanh(), Flatten(), Dense("B", units=10), Tanh()]
    return Network("toy-conv", Input(size=14, margin=1, paper=-1, ink=1), layers)


def without_convolution() -> Network:
    """All pixels at once, of two channels with dark ink, to three classes that are no digits."""
    layers = [Flatten(), Dense("B", units=3), Softmax()]
    given = Input(size=12, margin=1, channels=2, paper=1, ink=-1)
    return Network("toy-flat", given, layers, classes="abc", title="Flat one")


@dataclass(frozen=True)
class Toy:
    """A network and the recipe that trains it; ``kept``: with the weights of every pass."""

    create: Callable[[], Network]
    recipe: Recipe
    kept: bool


TOYS = {
    "toy-conv": Toy(
        with_convolution,
        replace(RECIPES["zipcode-1989", "1989"], network="toy-conv", name="little", passes=3),
        kept=True,
    ),
    "toy-flat": Toy(
        without_convolution,
        replace(
            RECIPES["lenet5", "paper"],
            network="toy-flat",
            name="little",
            learning_rate=0.01,
            batch_size=10,
        ),
        kept=False,
    ),
}


@contextmanager
def registered(names: Sequence[str], folder: Path, *, alone: bool) -> Iterator[dict[str, Path]]:
    """Bundle toys, trained a little, in ``folder``: before the other networks, or ``alone``.

    Yields their weights files by name.
    """
    others = {} if alone else dict(NETWORKS)
    for name in others:
        (folder / name).symlink_to(bundled.SHIPPED / name, target_is_directory=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundled, "SHIPPED", folder)
        for name in list(NETWORKS):
            patch.delitem(NETWORKS, name)
        for name in names:
            patch.setitem(NETWORKS, name, TOYS[name].create)
            patch.setitem(RECIPES, (name, "little"), TOYS[name].recipe)
        for name, create in others.items():
            patch.setitem(NETWORKS, name, create)
        yield {name: train(TOYS[name], folder / name) for name in names}


def train(toy: Toy, folder: Path) -> Path:
    """Train by the recipe on a few images; return the weights file."""
    data = first_images(train=600, test=100)
    if len(toy.create().classes) < 10:
        data = of_classes(data, len(toy.create().classes))
    path = folder / "little.safetensors"
    run, kept = Run(toy.recipe, data, path, resume=False), Snapshots()
    kept.keep(run.training.result)
    for _ in run.train():
        kept.keep(run.training.result)
    if toy.kept:
        kept.save(folder / "passes" / path.name, checkpoint.load(path)[1])
    return path


def of_classes(data: Dataset, classes: int) -> Dataset:
    """Only the images of the first classes."""
    train, test = data.train_labels < classes, data.test_labels < classes
    return replace(
        data,
        train_images=data.train_images[train],
        train_labels=data.train_labels[train],
        test_images=data.test_images[test],
        test_labels=data.test_labels[test],
    )
