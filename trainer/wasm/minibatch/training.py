"""Training in mini-batches with the engine: :class:`Training` with passes and scores there."""

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, Literal

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
from trainer.wasm.minibatch.optimizers import FIRST_ARRAY, OPTIMIZERS
from trainer.wasm.minibatch.passes import INT32, half
from trainer.wasm.minibatch.runner import BatchEngine, assemble
from trainer.wasm.wat import FLOAT

CHUNK = 512
"""Images between two calls of ``on_step``, at least: some tens of milliseconds."""
STEPS = "steps"
"""The name of Adam's number of steps, the only state that has no number for each parameter."""


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

    With two threads each has an engine of its own, and computes the gradient of a half of every
    mini-batch; the bits are those of one thread.

    Attributes:
        running: the score of the last pass, each batch evaluated before its step.

    """

    engine: Literal["numpy", "wasm"] = "wasm"

    def __init__(self, recipe: Recipe, data: Dataset, threads: int = 1) -> None:
        self._engines = [
            BatchEngine(assemble(create(recipe.network, recipe.variant), Plan.of(recipe)))
            for _ in range(min(threads, 2))
        ]
        super().__init__(recipe, data)

    def _load(self, data: Dataset) -> None:
        """Copy all images into the engines, as bytes; raise ValueError where they are not bytes."""
        if data.train_images.dtype != np.uint8:
            raise ValueError(f"{data.name} has no images of bytes; train with NumPy")
        network, images = self.network, len(data.train_labels)
        for engine in self._engines:
            engine.set_table(network.input.values())
        self._images = {
            "train": self._place(data.train_images, data.train_labels),
            "test": self._place(data.test_images, data.test_labels),
        }
        self._order = self._place_in_all(np.zeros(images, np.int32))
        batches = -(-images // self.recipe.batch_size)
        self._rates = self._place_in_all(np.zeros(batches, np.float32))
        blank = optimizers.initial_state(self.optimizer, network.vector)
        self._arrays = [name for name in blank if name != STEPS]
        self._average = FIRST_ARRAY + len(self._arrays)

    def _place_in_all(self, array: NDArray[Any]) -> int:
        """Copy an array into every engine, and return its address, the same in all."""
        (address,) = {engine.place(array) for engine in self._engines}
        return address

    def _write_in_all(self, address: int, array: NDArray[Any]) -> None:
        for engine in self._engines:
            engine.write(address, array)

    def _place(
        self, images: NDArray[np.uint8], labels: NDArray[np.integer]
    ) -> tuple[int, int, int]:
        """Copy images into the engines, and return the addresses of pictures and labels, and N."""
        classes = len(self.network.classes)
        labels = np.where(labels == NO_CLASS, classes, labels).astype(np.uint8)
        pictures = self._place_in_all(self.network.input.pictures(images))
        return pictures, self._place_in_all(labels), len(labels)

    def train_pass(self, on_step: Callable[[int], None]) -> Score | None:
        """Train on every image once, from the arrays of network and optimizer and back to them."""
        recipe, (pictures, _, images) = self.recipe, self._images["train"]
        if recipe.augmentation is not None:
            changed = augment(self.train_images, recipe.augmentation, recipe.seed, self.passes_done)
            self._write_in_all(pictures, self.network.input.pictures(changed))
        order = presentation_order(recipe, self.passes_done, images)
        self._write_in_all(self._order, order.astype(np.int32))
        rates = self._pass_rates(images)
        self._write_in_all(self._rates, rates)
        self._send()
        self._seed_dropout()
        batch = recipe.batch_size
        together = max(1, CHUNK // batch) * batch
        total, misses = 0.0, 0
        with ThreadPoolExecutor(1) as other:
            for first in range(0, images, together):
                count = min(together, images - first)
                if len(self._engines) == 1:
                    loss, missed = self._train(first, count)
                else:
                    loss, missed = self._train_in_halves(first, count, rates, other)
                total, misses = total + loss, misses + missed
                on_step(count)
        self._receive(len(rates))
        known = int(np.count_nonzero(self.train_labels >= 0))
        self.running = Score(total / images, misses, known)
        return self.running if recipe.augmentation is not None or images > LARGE else None

    def _train(self, first: int, count: int) -> tuple[float, int]:
        """Train on ``count`` images from the ``first`` of the pass on; return losses and misses."""
        (pictures, labels, _), batch = self._images["train"], self.recipe.batch_size
        order = self._order + first * INT32
        rates = self._rates + first // batch * FLOAT
        return self._engines[0].train_batches(pictures, labels, order, count, batch, rates, first)

    def _train_in_halves(
        self, first: int, count: int, rates: NDArray[np.float32], other: Executor
    ) -> tuple[float, int]:
        """Do the same with two engines, which exchange their gradients before each step."""
        (pictures, labels, _), batch = self._images["train"], self.recipe.batch_size
        mine, theirs = self._engines
        total, misses = 0.0, 0
        for start in range(first, first + count, batch):
            images = min(batch, first + count - start)
            cut = half(images)
            weight = float(np.float32(1) / np.float32(images))
            parts = ((start, cut), (start + cut, images - cut))
            tasks = [
                (pictures, labels, self._order + INT32 * begin, part, weight, begin, number)
                for number, (begin, part) in enumerate(parts)
            ]
            second = other.submit(theirs.add_gradient, *tasks[1])
            for loss, missed in (mine.add_gradient(*tasks[0]), second.result()):
                total, misses = total + loss, misses + missed
            theirs.gradient(0)[:] = mine.gradient(0)
            mine.gradient(1)[:] = theirs.gradient(1)
            stepped = other.submit(theirs.step, float(rates[start // batch]))
            mine.step(float(rates[start // batch]))
            stepped.result()
        return total, misses

    def _seed_dropout(self) -> None:
        """Seed the masks of the next pass, as :class:`Training` does."""
        self.seed_layers()
        dropouts = [layer for layer in self.network.layers if isinstance(layer, Dropout)]
        for index, layer in enumerate(dropouts):
            for engine in self._engines:
                engine.set_dropout(index, layer.mask_seed)

    def _pass_rates(self, images: int) -> NDArray[np.float32]:
        """Return the learning rate of each mini-batch of the next pass."""
        recipe, schedule = self.recipe, SCHEDULES[self.recipe.schedule]
        step = recipe.batch_size / images
        count = -(-images // recipe.batch_size)
        factors = [schedule(recipe, self.passes_done + index * step) for index in range(count)]
        return (recipe.learning_rate * np.array(factors)).astype(np.float32)

    def _send(self) -> None:
        """Copy parameters, average and the optimizer's arrays into the engines."""
        state, vector = self.optimizer.state, self.network.vector
        for engine in self._engines:
            engine.set_region(0, vector)
            for index, name in enumerate(self._arrays):
                engine.set_region(FIRST_ARRAY + index, state.get(name, np.zeros_like(vector)))
            if self.recipe.averaging:
                engine.set_region(self._average, self.result.vector)
            if isinstance(self.optimizer, AdamW):
                steps = state.setdefault(STEPS, np.zeros(1))
                engine.set_steps(int(steps[0]), self.optimizer.beta1, self.optimizer.beta2)

    def _receive(self, steps: int) -> None:
        """Copy them back after so many steps."""
        engine, state = self._engines[0], self.optimizer.state
        self.network.vector[...] = engine.region(0)
        for index, name in enumerate(self._arrays):
            state[name] = engine.region(FIRST_ARRAY + index)
        if self.recipe.averaging:
            self.result.vector[...] = engine.region(self._average)
        if STEPS in state:
            state[STEPS] += steps

    def score(self, part: Literal["train", "test"]) -> Score:
        """Evaluate ``result`` on the training or on the test images."""
        pictures, labels, images = self._images[part]
        engine = self._engines[0]
        engine.set_region(0, self.result.vector)
        loss, misses = engine.evaluate(pictures, labels, images)
        known = self.train_labels if part == "train" else self.test_labels
        return Score(loss / images, misses, int(np.count_nonzero(known >= 0)))
