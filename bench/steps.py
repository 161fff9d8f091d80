"""Training steps to be timed: the protocol of a competitor, and ours in NumPy."""

from collections.abc import Iterator
from itertools import cycle
from typing import Protocol

from trainer.arrays import Array
from trainer.datasets.dataset import Dataset
from trainer.training.loop import Training
from trainer.training.recipes import Recipe


class Steps(Protocol):
    """A training run, a step at a time."""

    name: str

    def step(self) -> None:
        """Train one mini-batch; after the last image comes the first again."""

    def parameters(self) -> dict[str, Array]:
        """Return the parameters after the steps so far."""


class NumPy:
    """Our steps in NumPy."""

    name = "NumPy, this project"

    def __init__(self, recipe: Recipe, data: Dataset) -> None:
        self._training = training = Training(recipe, data)
        self._fused = bool(training.loss.fused_with)
        self._batches = batches(training)

    def step(self) -> None:
        """Train one mini-batch."""
        training, batch = self._training, next(self._batches)
        network = training.network
        outputs = network.forward(training.train_inputs[batch], training=True)
        _, gradient = training.loss(outputs, training.train_labels[batch])
        network.backward(gradient, skip_last=self._fused)
        training.optimizer.step(network.vector, network.gradient, training.recipe.learning_rate)

    def parameters(self) -> dict[str, Array]:
        """Return the parameters after the steps so far."""
        return dict(self._training.network.parameters)


def batches(training: Training) -> Iterator[slice]:
    """Cycle through the whole mini-batches of a pass, in the images' order."""
    size = training.recipe.batch_size
    whole = len(training.train_labels) // size * size
    return cycle(slice(start, start + size) for start in range(0, whole, size))
