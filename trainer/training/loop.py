"""The training loop."""

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Literal

import numpy as np

from trainer.arrays import Array
from trainer.datasets.dataset import Dataset
from trainer.datasets.fit import check_fits
from trainer.errors import UserError
from trainer.ink.augmentation import Augmentation, augment
from trainer.networks.initializers import initialize
from trainer.networks.network import Network
from trainer.networks.registry import create
from trainer.training import optimizers
from trainer.training.curvature import mean_curvature
from trainer.training.evaluate import count_misses, evaluate
from trainer.training.losses import LOSSES, Loss
from trainer.training.optimizers import DiagonalNewton
from trainer.training.order import mini_batches
from trainer.training.recipes import Recipe
from trainer.training.records import PassRecord, Score
from trainer.training.schedules import SCHEDULES

CHUNK = 1000  # augmented images converted to inputs at a time
LARGE = 100_000  # images; evaluating more after each pass would take a quarter of the pass's time


class Training:
    """A training run in NumPy, which can be resumed after any pass with bitwise equal results.

    :mod:`trainer.wasm.backend` has the same in WebAssembly, and :mod:`trainer.runs.backends`
    chooses between them.

    Attributes:
        engine: the name of the backend.
        network, optimizer: with ``passes_done`` and ``result`` the whole state of the run.
        result: the network to save and to evaluate: ``network`` itself, or with averaging a
            network of the moving averages of its parameters, with the same statistics.

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
            for averaged, layer in zip(self.result.layers, self.network.layers, strict=True):
                averaged.statistics = layer.statistics
        self.optimizer = optimizers.create(recipe.optimizer, dict(recipe.optimizer_options))
        self.loss: Loss = LOSSES[recipe.loss]
        last = self.network.layers[-1].kind
        if self.loss.fused_with not in ("", last):
            raise ValueError(
                f"the loss {recipe.loss} needs a last layer {self.loss.fused_with}, found {last}"
            )
        check_fits(data, self.network)
        self.passes_done = 0
        self.train_images, self.train_labels = data.train_images, data.train_labels
        self.test_labels = data.test_labels
        self._load(data)

    def _load(self, data: Dataset) -> None:
        """Convert all images to inputs."""
        self.train_inputs = self.network.inputs(data.train_images)
        self.test_inputs = self.network.inputs(data.test_images)

    def run(
        self,
        on_step: Callable[[int], None] = lambda images: None,
        scored: Callable[[int], bool] = lambda number: True,
    ) -> Iterator[PassRecord]:
        """Train until ``recipe.passes`` passes are done, and yield a record after each of them.

        ``on_step`` is called after each step with its number of images. Passes whose number is not
        ``scored`` are not evaluated and yield no record.
        """
        while self.passes_done < self.recipe.passes:
            start = perf_counter()
            with np.errstate(all="ignore"):  # what overflows is found after the pass
                running = self.train_pass(on_step)
            self.passes_done += 1
            seconds = perf_counter() - start
            if not scored(self.passes_done):
                continue
            train = running or self.score("train")
            record = PassRecord(self.passes_done, train, self.score("test"), seconds)
            self._check_finite(record)
            yield record

    def _check_finite(self, record: PassRecord) -> None:
        """Raise UserError where the loss or a parameter is no finite number any more."""
        losses = (record.train.loss, record.test.loss)
        if not np.isfinite(losses).all() or not np.isfinite(self.network.vector).all():
            raise UserError(
                f"the loss is no finite number any more after pass {record.number}: the learning "
                f"rate {self.recipe.learning_rate:g} is too high; train again with a lower one"
            )

    def loss_of_one_answer(self) -> float:
        """Return the training loss of the best single answer to all images."""
        return self.loss.of_one_answer(self.train_labels, len(self.network.classes))

    def score(self, part: Literal["train", "test"]) -> Score:
        """Evaluate ``result`` on the training or on the test images."""
        if part == "train":
            return evaluate(self.result, self.train_inputs, self.train_labels, self.loss)
        return evaluate(self.result, self.test_inputs, self.test_labels, self.loss)

    def train_pass(self, on_step: Callable[[int], None]) -> Score | None:
        """Train on every image once.

        Return the running score, each batch evaluated before its step, where evaluating all
        images after the pass would not do: they are augmented anew in each pass, or very many.
        """
        network, optimizer, loss, recipe = self.network, self.optimizer, self.loss, self.recipe
        schedule, images = SCHEDULES[recipe.schedule], len(self.train_labels)
        fused, step = bool(loss.fused_with), recipe.batch_size / images
        self._prepare_pass()
        self.seed_layers()
        total, misses = 0.0, 0
        for index, batch in enumerate(mini_batches(recipe, self.passes_done, images)):
            labels = self.train_labels[batch]
            outputs = network.forward(self.train_inputs[batch], training=True)
            value, gradient = loss(outputs, labels)
            if self.keeps_score:
                total += value * len(labels)
                misses += count_misses(outputs, labels)
            network.backward(gradient, skip_last=fused)
            factor = schedule(recipe, self.passes_done + index * step)
            optimizer.step(network.vector, network.gradient, recipe.learning_rate * factor)
            if recipe.averaging:
                self._update_average()
            on_step(len(labels))
        return Score(total / images, misses, self.labelled("train")) if self.keeps_score else None

    @property
    def keeps_score(self) -> bool:
        """Whether a pass is scored as it goes (:meth:`train_pass`)."""
        return self.recipe.augmentation is not None or len(self.train_labels) > LARGE

    def labelled(self, part: Literal["train", "test"]) -> int:
        """Return how many training or test images have a label."""
        labels = self.train_labels if part == "train" else self.test_labels
        return int(np.count_nonzero(labels >= 0))

    def seed_layers(self) -> None:
        """Seed what the layers draw in the next pass."""
        for index, layer in enumerate(self.network.layers):
            layer.seed(self.recipe.seed, self.passes_done, index)

    def _prepare_pass(self) -> None:
        """Augment the inputs of the next pass, and measure the curvature, if the recipe says so."""
        if self.recipe.augmentation is not None:
            self._augment_inputs(self.recipe.augmentation)
        if isinstance(self.optimizer, DiagonalNewton):
            self.optimizer.set_curvature(self._mean_curvature(self.optimizer.sample))

    def _mean_curvature(self, sample: int) -> Array:
        """Return the mean curvature over the first ``sample`` training images."""
        return mean_curvature(self.network, self.loss, self.train_inputs[:sample])

    def _augment_inputs(self, augmentation: Augmentation) -> None:
        """Fill ``train_inputs`` with the images of the next pass."""
        images = self.train_images
        augmented = augment(images, augmentation, self.recipe.seed, self.passes_done)
        for start in range(0, len(images), CHUNK):
            part = slice(start, start + CHUNK)
            self.train_inputs[part] = self.network.inputs(augmented[part])

    def _update_average(self) -> None:
        """Move the parameters of ``result`` towards those of ``network``."""
        decay, average = self.recipe.averaging, self.result.vector
        average *= decay
        average += (1 - decay) * self.network.vector
