"""The training loop."""

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trainer.arrays import Array
from trainer.datasets.dataset import Dataset
from trainer.ink.augmentation import Augmentation, augment
from trainer.networks.initializers import initialize
from trainer.networks.network import Network
from trainer.networks.registry import create
from trainer.training import optimizers
from trainer.training.evaluate import count_misses, evaluate
from trainer.training.losses import LOSSES, Loss
from trainer.training.optimizers import DiagonalNewton
from trainer.training.recipes import Recipe
from trainer.training.records import PassRecord, Score
from trainer.training.schedules import SCHEDULES

AUGMENTED = 1000  # images prepared at a time
MANY = 100_000  # images; to read so many once more after each pass would take a quarter of it


class Training:
    """A training run that can stop after any pass and go on later to the same bits.

    Here every step is NumPy's; :mod:`trainer.runs.run.backends` knows the other way.

    Attributes:
        engine: the name of what does the arithmetic.
        network, optimizer: the state; with ``passes_done`` and ``result`` it is all that a later
            run needs.
        result: the network to keep and to evaluate: ``network``, or one that holds the moving
            average of its parameters.

    """

    engine: Literal["numpy", "wasm"] = "numpy"

    def __init__(self, recipe: Recipe, data: Dataset) -> None:
        self.recipe = recipe
        self.network: Network = create(recipe.network, recipe.variant)
        initialize(self.network, recipe.initializer, recipe.seed)
        self.result = self.network
        if recipe.averaging:
            self.result = create(recipe.network, recipe.variant)
            self.result.load(self.network.tensors)
        self.optimizer = optimizers.create(recipe.optimizer, dict(recipe.optimizer_options))
        self.loss: Loss = LOSSES[recipe.loss]
        last = self.network.layers[-1].kind
        if self.loss.fused_with not in ("", last):
            raise ValueError(
                f"the loss {recipe.loss} needs a last layer {self.loss.fused_with}, found {last}"
            )
        self.passes_done = 0
        self.train_images = data.train_images
        self.train_inputs = self.network.inputs(data.train_images)
        self.train_labels = data.train_labels
        self.test_inputs = self.network.inputs(data.test_images)
        self.test_labels = data.test_labels

    def run(
        self,
        on_step: Callable[[int], None] = lambda images: None,
        scored: Callable[[int], bool] = lambda number: True,
    ) -> Iterator[PassRecord]:
        """Train up to ``recipe.passes`` passes, yielding a record after each that is ``scored``.

        ``on_step`` is told after each step how many images of the pass are done.
        """
        while self.passes_done < self.recipe.passes:
            start = perf_counter()
            presented = self.one_pass(on_step)
            self.passes_done += 1
            seconds = perf_counter() - start
            if not scored(self.passes_done):
                continue
            train = presented or self.score("train")
            yield PassRecord(self.passes_done, train, self.score("test"), seconds)

    def score(self, part: Literal["train", "test"]) -> Score:
        """On the training or on the test images."""
        if part == "train":
            return evaluate(self.result, self.train_inputs, self.train_labels, self.loss)
        return evaluate(self.result, self.test_inputs, self.test_labels, self.loss)

    def one_pass(self, on_step: Callable[[int], None]) -> Score | None:
        """One presentation of every image.

        Where each pass changes the images, or they are very many, the score is of each batch
        before its step.
        """
        network, optimizer, loss, recipe = self.network, self.optimizer, self.loss, self.recipe
        schedule = SCHEDULES[recipe.schedule]
        size, fused = recipe.batch_size, bool(loss.fused_with)
        step = size / len(self.train_labels)
        if recipe.augmentation is not None:
            self._augment_inputs(recipe.augmentation)
        if isinstance(optimizer, DiagonalNewton):
            optimizer.measured(self.mean_curvature(optimizer.sample))
        for index, layer in enumerate(network.layers):
            layer.seed(recipe.seed, self.passes_done, 0, index + 1)
        score_presented = recipe.augmentation is not None or len(self.train_labels) > MANY
        total, misses = 0.0, 0
        for index, batch in enumerate(self._batches(size)):
            labels = self.train_labels[batch]
            outputs = network.forward(self.train_inputs[batch], training=True)
            value, gradient = loss(outputs, labels)
            if score_presented:
                total += value * len(labels)
                misses += count_misses(outputs, labels)
            network.backward(gradient, skip_last=fused)
            share = schedule(recipe, self.passes_done + index * step)
            optimizer.step(network.vector, network.gradient, recipe.learning_rate * share)
            if recipe.averaging:
                self._average()
            on_step(len(labels))
        if not score_presented:
            return None
        images = int(np.count_nonzero(self.train_labels >= 0))
        return Score(total / len(self.train_labels), misses, images)

    def mean_curvature(self, sample: int) -> Array:
        """Diagonal second derivatives of the loss, the mean over the first ``sample`` images."""
        if self.loss.second is None:
            raise ValueError(f"the loss {self.recipe.loss} has no second derivatives")
        network, inputs = self.network, self.train_inputs[:sample]
        total = np.zeros_like(network.curvature)
        for start in range(0, len(inputs), 100):
            outputs = network.forward(inputs[start : start + 100])
            network.second_backward(self.loss.second(outputs))
            total += network.curvature
        return total / len(inputs)

    def _augment_inputs(self, augmentation: Augmentation) -> None:
        """Fill ``train_inputs`` anew."""
        recipe, images = self.recipe, self.train_images
        augmented = augment(images, augmentation, recipe.seed, self.passes_done)
        for start in range(0, len(images), AUGMENTED):
            part = slice(start, start + AUGMENTED)
            self.train_inputs[part] = self.network.inputs(augmented[part])

    def _average(self) -> None:
        """Move ``result`` towards ``network``; statistics are averages already."""
        keep, average = self.recipe.averaging, self.result.vector
        average *= keep
        average += (1 - keep) * self.network.vector
        for mine, theirs in zip(self.result.layers, self.network.layers, strict=True):
            mine.statistics |= theirs.statistics

    def _batches(self, size: int) -> Iterator[slice | NDArray[np.intp]]:
        """The indices of each mini-batch of the next pass."""
        starts = range(0, len(self.train_labels), size)
        if self.recipe.order == "constant":  # slices: views instead of copies
            yield from (slice(start, start + size) for start in starts)
            return
        order = self.order()
        yield from (order[start : start + size] for start in starts)

    def order(self) -> NDArray[np.intp]:
        """The order in which the next pass presents the images."""
        images = len(self.train_labels)
        if self.recipe.order == "constant":
            return np.arange(images)
        return np.random.default_rng((self.recipe.seed, self.passes_done)).permutation(images)
