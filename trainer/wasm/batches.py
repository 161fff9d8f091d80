"""Training in batches with the engine, on one thread or on two, to the same bits."""

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.datasets.dataset import Dataset
from trainer.ink.augmentation import Augmentation, augment
from trainer.networks.registry import create
from trainer.training import optimizers
from trainer.training.order import presentation_order
from trainer.training.recipes import Recipe
from trainer.training.records import Score
from trainer.training.schedules import SCHEDULES
from trainer.wasm.backend import EngineTraining
from trainer.wasm.labels import engine_labels
from trainer.wasm.method import method_of
from trainer.wasm.passes import INT32, first_half
from trainer.wasm.runner import Engine, assemble
from trainer.wasm.wat import FLOAT

CHUNK = 512
"""Images between two calls of ``on_step``, at least: some tens of milliseconds."""
STEPS = "steps"
"""The name of Adam's number of steps, the only state that has no number for each parameter."""


class BatchTraining(EngineTraining):
    """Training in WebAssembly; the network and the optimizer hold its arrays after every pass.

    With two threads each has an engine of its own, which sums the gradients of a half of every
    batch.

    Attributes:
        running: the score of the last pass, each batch evaluated before its step.

    """

    def __init__(self, recipe: Recipe, data: Dataset, threads: int = 1) -> None:
        wasm = assemble(create(recipe.network, recipe.variant), method_of(recipe))
        self._engines = [Engine(wasm) for _ in range(min(threads, 2))]
        self._engine = self._engines[0]
        super().__init__(recipe, data)

    def _load(self, data: Dataset) -> None:
        """Copy all images into the engines, as bytes; raise ValueError where they are not bytes."""
        if data.train_images.dtype != np.uint8:
            raise ValueError(f"{data.name} has no images of bytes; train with NumPy")
        for engine in self._engines:
            engine.set_table(self.network.input.values())
        self._images = {
            "train": self._place_images(data.train_images, data.train_labels),
            "test": self._place_images(data.test_images, data.test_labels),
        }
        self._order = self._place_in_all(np.zeros(len(data.train_labels), np.int32))
        self._rates = self._place_in_all(self._next_rates())

    def _place_in_all(self, array: NDArray[Any]) -> int:
        """Copy an array into every engine, and return its address, the same in all."""
        (address,) = {engine.place(array) for engine in self._engines}
        return address

    def _place_images(
        self, images: NDArray[np.uint8], labels: NDArray[np.integer]
    ) -> tuple[int, int, int]:
        """Copy images into the engines, and return the addresses of pictures and labels, and N."""
        pictures = self._place_in_all(self.network.input.pictures(images))
        return pictures, self._place_in_all(engine_labels(labels, self.network)), len(labels)

    def _write(self, address: int, array: NDArray[Any]) -> None:
        """Copy an array over what stands at an address of every engine."""
        for engine in self._engines:
            engine.write(address, array)

    def _augment_inputs(self, augmentation: Augmentation) -> None:
        """Write the images of the next pass into the engines."""
        images = augment(self.train_images, augmentation, self.recipe.seed, self.passes_done)
        self._write(self._images["train"][0], self.network.input.pictures(images))

    def _next_rates(self) -> NDArray[np.float32]:
        """Return the learning rate of each batch of the next pass."""
        recipe, images = self.recipe, len(self.train_labels)
        schedule, step = SCHEDULES[recipe.schedule], recipe.batch_size / images
        batches = range(-(-images // recipe.batch_size))
        factors = [schedule(recipe, self.passes_done + batch * step) for batch in batches]
        return (recipe.learning_rate * np.array(factors)).astype(np.float32)

    def train_pass(self, on_step: Callable[[int], None]) -> Score | None:
        """Train on every image once, from the arrays of network and optimizer and back to them."""
        recipe, images, size = self.recipe, len(self.train_labels), self.recipe.batch_size
        self._prepare_pass()
        order, rates = presentation_order(recipe, self.passes_done, images), self._next_rates()
        self._write(self._order, order.astype(np.int32))
        self._write(self._rates, rates)
        self._send()
        chunk = size * max(1, CHUNK // size)
        total, misses = 0.0, 0
        with ThreadPoolExecutor(1) as other:
            for first in range(0, images, chunk):
                count = min(chunk, images - first)
                if len(self._engines) == 1:
                    loss, missed = self._train(first, count)
                else:
                    loss, missed = self._train_in_halves(first, count, rates, other)
                total, misses = total + loss, misses + missed
                on_step(count)
        self._receive(len(rates))
        self.running = Score(total / images, misses, self.labelled("train"))
        return self.running if self.keeps_score else None

    def _train(self, first: int, count: int) -> tuple[float, int]:
        """Train on ``count`` images from the ``first`` of the pass on; return losses and misses."""
        (pictures, labels, _), size = self._images["train"], self.recipe.batch_size
        order, rates = self._order + first * INT32, self._rates + first // size * FLOAT
        return self._engine.train_batches(pictures, labels, order, count, size, rates, first)

    def _train_in_halves(
        self, first: int, count: int, rates: NDArray[np.float32], other: Executor
    ) -> tuple[float, int]:
        """Do the same with two engines, which exchange their sums before both take the step."""
        (pictures, labels, _), size = self._images["train"], self.recipe.batch_size
        mine, theirs = self._engines
        total, misses = 0.0, 0
        for start in range(first, first + count, size):
            images = min(size, first + count - start)
            scale, half = float(np.float32(1) / np.float32(images)), first_half(images)
            one, two = (
                (pictures, labels, self._order + INT32 * begin, part, scale, begin)
                for begin, part in ((start, half), (start + half, images - half))
            )
            second = other.submit(theirs.sum_gradient, *two)
            for loss, missed in (mine.sum_gradient(*one), second.result()):
                total, misses = total + loss, misses + missed
            mine.park()
            theirs.sums("half")[:] = mine.sums("half")
            mine.sums("gradient")[:] = theirs.sums("gradient")
            rate = float(rates[start // size])
            stepped = other.submit(theirs.step, rate)
            mine.step(rate)
            stepped.result()
        return total, misses

    def _send(self) -> None:
        """Copy parameters, average, the optimizer's arrays and masks' seeds into the engines."""
        optimizer, vector = self.optimizer, self.network.vector
        if not optimizer.state:
            blank = optimizers.initial_state(optimizer, vector)
            optimizer.state |= {name: np.zeros_like(value) for name, value in blank.items()}
        self._seed_masks(*self._engines)
        for engine in self._engines:
            engine.set_parameters(vector)
            for name, value in optimizer.state.items():
                if name == STEPS:
                    engine.set_steps(int(value[0]))
                else:
                    engine.set(name, value)
            if self.recipe.averaging:
                engine.set("average", self.result.vector)

    def _receive(self, steps: int) -> None:
        """Copy them back after so many steps."""
        engine = self._engine
        self.network.vector[...] = engine.parameters()
        for name, value in self.optimizer.state.items():
            value[...] = value + steps if name == STEPS else engine.get(name)
        if self.recipe.averaging:
            self.result.vector[...] = engine.get("average")
