"""Training in mini-batches with the engine: :class:`Training` with passes and scores there."""

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trainer.datasets.dataset import NO_CLASS, Dataset
from trainer.ink.augmentation import augment
from trainer.layers import Dropout
from trainer.networks.registry import create
from trainer.training import optimizers
from trainer.training.loop import LARGE, Training
from trainer.training.optimizers import AdamW
from trainer.training.order import presentation_order
from trainer.training.recipes import Recipe
from trainer.training.records import Score
from trainer.training.schedules import SCHEDULES
from trainer.wasm.minibatch.losses import LOSSES
from trainer.wasm.minibatch.module import EMITTERS, Plan
from trainer.wasm.minibatch.optimizers import OPTIMIZERS
from trainer.wasm.minibatch.runner import BatchEngine, assemble

CHUNK = 512
"""Images between two calls of ``on_step``, at least: some tens of milliseconds."""
STEPS = "steps"
"""The name of Adam's number of steps, the only state that has no number for each parameter."""
ARRAYS = 2
"""The region of the optimizer's first array, after parameters and gradient."""


def unsupported(recipe: Recipe) -> str | None:
    """Name what the engine does not support of a recipe, or return None."""
    known = {kind.__name__ for kind in EMITTERS}
    layers = {layer.kind for layer in create(recipe.network, recipe.variant).layers}
    if unknown := sorted(layers - known):
        return f"layers of kind {', '.join(unknown)}"
    if recipe.loss not in LOSSES or recipe.optimizer not in OPTIMIZERS:
        return f"{recipe.loss} by {recipe.optimizer}"
    return None


class BatchTraining(Training):
    """Training in WebAssembly; the network and the optimizer hold its arrays after every pass.

    Attributes:
        running: the score of the last pass, each batch evaluated before its step.

    """

    engine: Literal["numpy", "wasm"] = "wasm"

    def _load(self, data: Dataset) -> None:
        """Copy all images into the engine, as bytes; raise ValueError where they are not bytes."""
        if data.train_images.dtype != np.uint8:
            raise ValueError(f"{data.name} has no images of bytes; train with NumPy")
        network, recipe = self.network, self.recipe
        self._engine = BatchEngine(assemble(network, Plan.of(recipe)))
        self._engine.set_table(network.input.values())
        self._images = {
            "train": self._place(data.train_images, data.train_labels),
            "test": self._place(data.test_images, data.test_labels),
        }
        self._order = self._engine.place(np.zeros(len(data.train_labels), np.int32))
        batches = -(-len(data.train_labels) // recipe.batch_size)
        self._rates = self._engine.place(np.zeros(batches, np.float32))
        blank = optimizers.initial_state(self.optimizer, network.vector)
        self._arrays = [name for name in blank if name != STEPS]
        self._average = ARRAYS + len(self._arrays)

    def _place(
        self, images: NDArray[np.uint8], labels: NDArray[np.integer]
    ) -> tuple[int, int, int]:
        """Copy images into the engine, and return the addresses of pictures and labels, and N."""
        classes = len(self.network.classes)
        labels = np.where(labels == NO_CLASS, classes, labels).astype(np.uint8)
        pictures = self.network.input.pictures(images)
        return self._engine.place(pictures), self._engine.place(labels), len(labels)

    def train_pass(self, on_step: Callable[[int], None]) -> Score | None:
        """Train on every image once, from the arrays of network and optimizer and back to them."""
        engine, recipe = self._engine, self.recipe
        pictures, labels, images = self._images["train"]
        if recipe.augmentation is not None:
            changed = augment(self.train_images, recipe.augmentation, recipe.seed, self.passes_done)
            engine.write(pictures, self.network.input.pictures(changed))
        order = presentation_order(recipe, self.passes_done, images).astype(np.int32)
        engine.write(self._order, order)
        rates = self._pass_rates(images)
        engine.write(self._rates, rates)
        self._send()
        self._seed_dropout()
        batch = recipe.batch_size
        together = max(1, CHUNK // batch) * batch
        total, misses = 0.0, 0
        for first in range(0, images, together):
            count = min(together, images - first)
            loss, missed = engine.train_batches(
                pictures,
                labels,
                self._order + first * order.itemsize,
                count,
                batch,
                self._rates + first // batch * rates.itemsize,
                first,
            )
            total, misses = total + loss, misses + missed
            on_step(count)
        self._receive(len(rates))
        known = int(np.count_nonzero(self.train_labels >= 0))
        self.running = Score(total / images, misses, known)
        return self.running if recipe.augmentation is not None or images > LARGE else None

    def _seed_dropout(self) -> None:
        """Seed the masks of the next pass, as :class:`Training` does."""
        self.seed_layers()
        dropouts = [layer for layer in self.network.layers if isinstance(layer, Dropout)]
        for index, layer in enumerate(dropouts):
            self._engine.set_dropout(index, layer.mask_seed)

    def _pass_rates(self, images: int) -> NDArray[np.float32]:
        """Return the learning rate of each mini-batch of the next pass."""
        recipe, schedule = self.recipe, SCHEDULES[self.recipe.schedule]
        step = recipe.batch_size / images
        count = -(-images // recipe.batch_size)
        factors = [schedule(recipe, self.passes_done + index * step) for index in range(count)]
        return (recipe.learning_rate * np.array(factors)).astype(np.float32)

    def _send(self) -> None:
        """Copy parameters, average and the optimizer's arrays into the engine."""
        engine, state = self._engine, self.optimizer.state
        engine.set_region(0, self.network.vector)
        for index, name in enumerate(self._arrays):
            engine.set_region(ARRAYS + index, state.get(name, np.zeros_like(self.network.vector)))
        if self.recipe.averaging:
            engine.set_region(self._average, self.result.vector)
        if isinstance(self.optimizer, AdamW):
            steps = state.setdefault(STEPS, np.zeros(1))
            engine.set_steps(int(steps[0]), self.optimizer.beta1, self.optimizer.beta2)

    def _receive(self, steps: int) -> None:
        """Copy them back after so many steps."""
        engine, state = self._engine, self.optimizer.state
        self.network.vector[...] = engine.region(0)
        for index, name in enumerate(self._arrays):
            state[name] = engine.region(ARRAYS + index)
        if self.recipe.averaging:
            self.result.vector[...] = engine.region(self._average)
        if STEPS in state:
            state[STEPS] += steps

    def score(self, part: Literal["train", "test"]) -> Score:
        """Evaluate ``result`` on the training or on the test images."""
        pictures, labels, images = self._images[part]
        self._engine.set_region(0, self.result.vector)
        loss, misses = self._engine.evaluate(pictures, labels, images)
        known = self.train_labels if part == "train" else self.test_labels
        return Score(loss / images, misses, int(np.count_nonzero(known >= 0)))
