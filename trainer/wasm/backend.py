"""Training with the engine: :class:`Training` with passes and scores in WebAssembly."""

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trainer.arrays import Array
from trainer.datasets.dataset import Dataset
from trainer.networks.registry import create
from trainer.training.loop import Training
from trainer.training.optimizers import DiagonalNewton
from trainer.training.order import presentation_order
from trainer.training.recipes import Recipe
from trainer.training.records import Score
from trainer.wasm.module import EMITTERS
from trainer.wasm.runner import Engine, assemble

OPTIMIZERS = ("sgd", "diagonal-newton")
CHUNK = 500
"""Images between two calls of ``on_step``: some milliseconds, so that Ctrl-C takes effect."""


def unsupported(recipe: Recipe) -> str | None:
    """Name what the engine does not support of a recipe, or return None."""
    known = {kind.__name__ for kind in EMITTERS}
    network = create(recipe.network, recipe.variant)
    layers = {layer.kind for layer in network.layers}
    if network.layers[0].kind != "Conv" or network.input.channels != 1:
        return "networks that do not begin with a convolution on one map"
    if unknown := sorted(layers - known):
        return f"layers of kind {', '.join(unknown)}"
    on_line = recipe.batch_size == 1 and recipe.optimizer in OPTIMIZERS
    if recipe.loss != "squared-error" or not on_line:
        return f"{recipe.loss} by {recipe.optimizer} in batches of {recipe.batch_size}"
    if recipe.schedule != "constant" or recipe.averaging:
        return "schedules and averaging"
    return None


class EngineTraining(Training):
    """Training in WebAssembly; ``network`` holds the engine's parameters after every pass."""

    engine: Literal["numpy", "wasm"] = "wasm"

    def __init__(self, recipe: Recipe, data: Dataset) -> None:
        super().__init__(recipe, data)
        per_parameter = isinstance(self.optimizer, DiagonalNewton)
        self._engine = Engine(
            assemble(self.network, recipe.initializer, rate_per_parameter=per_parameter)
        )
        self._images = {
            "train": self._place(self.train_inputs, self.train_labels),
            "test": self._place(self.test_inputs, self.test_labels),
        }
        self._order = self._engine.place(self._next_order())

    def _next_order(self) -> NDArray[np.int32]:
        """Return the order of the images in the next pass (N,)."""
        images = len(self.train_labels)
        return presentation_order(self.recipe, self.passes_done, images).astype(np.int32)

    def _place(self, inputs: Array, labels: NDArray[np.integer]) -> tuple[int, int, int]:
        """Copy images into the engine, and return the addresses of inputs and labels, and N."""
        place = self._engine.place
        return place(inputs), place(labels.astype(np.uint8)), len(labels)

    def train_pass(self, on_step: Callable[[int], None]) -> None:
        """Train on every image once, from the parameters in ``network.vector`` and back to it."""
        engine, (inputs, labels, images) = self._engine, self._images["train"]
        engine.set_parameters(self.network.vector)
        self._prepare_pass()
        if self.recipe.augmentation is not None:
            engine.write(inputs, self.train_inputs)
        if isinstance(self.optimizer, DiagonalNewton):
            engine.set_rates(self.optimizer.state["inverse"] * self.recipe.learning_rate)
        engine.write(self._order, self._next_order())
        for first in range(0, images, CHUNK):
            count = min(CHUNK, images - first)
            order = self._order + first * np.dtype(np.int32).itemsize
            engine.train(inputs, labels, order, count, self.recipe.learning_rate)
            on_step(count)
        self.network.vector[...] = engine.parameters()

    def score(self, part: Literal["train", "test"]) -> Score:
        """Evaluate the network on the training or on the test images."""
        inputs, labels, images = self._images[part]
        self._engine.set_parameters(self.network.vector)
        loss, misses = self._engine.evaluate(inputs, labels, images)
        return Score(loss / images, misses, images)
