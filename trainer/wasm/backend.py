"""Training with the engine: the same loop, its inner part in WebAssembly."""

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trainer.arrays import Array
from trainer.datasets.dataset import Dataset
from trainer.networks.registry import create
from trainer.training.loop import Training
from trainer.training.optimizers import DiagonalNewton
from trainer.training.recipes import Recipe
from trainer.training.records import Score
from trainer.wasm.module import EMITTERS
from trainer.wasm.runner import Engine, assemble

RULES = ("sgd", "diagonal-newton")
IMAGES_AT_ONCE = 500
"""Between two calls of ``on_step``: some milliseconds, so that Ctrl-C is heard."""


def why_not(recipe: Recipe) -> str | None:
    """What the engine cannot do of a recipe, or None."""
    known = {kind.__name__ for kind in EMITTERS}
    layers = {layer.kind for layer in create(recipe.network, recipe.variant).layers}
    if unknown := sorted(layers - known):
        return f"layers of kind {', '.join(unknown)}"
    if recipe.loss != "squared-error" or recipe.batch_size != 1 or recipe.optimizer not in RULES:
        return f"{recipe.loss} by {recipe.optimizer} in batches of {recipe.batch_size}"
    if recipe.schedule != "constant" or recipe.averaging:
        return "schedules and averaging"
    return None


class EngineTraining(Training):
    """A :class:`Training` whose network's numbers are the engine's after every pass."""

    engine: Literal["numpy", "wasm"] = "wasm"

    def __init__(self, recipe: Recipe, data: Dataset) -> None:
        super().__init__(recipe, data)
        own_rates = isinstance(self.optimizer, DiagonalNewton)
        self._engine = Engine(assemble(self.network, recipe.initializer, own_rates=own_rates))
        self._images = {
            "train": self._place(self.train_inputs, self.train_labels),
            "test": self._place(self.test_inputs, self.test_labels),
        }
        self._order = self._engine.place(self.order().astype(np.int32))

    def _place(self, inputs: Array, labels: NDArray[np.integer]) -> tuple[int, int, int]:
        """Addresses of images and labels, and their number."""
        place = self._engine.place
        return place(inputs), place(labels.astype(np.uint8)), len(labels)

    def one_pass(self, on_step: Callable[[int], None]) -> None:
        """Every image once; ``network.vector`` goes in before and comes out after."""
        engine, (inputs, labels, images) = self._engine, self._images["train"]
        engine.set_parameters(self.network.vector)
        if self.recipe.augmentation is not None:
            self._augment_inputs(self.recipe.augmentation)
            engine.write(inputs, self.train_inputs)
        if isinstance(self.optimizer, DiagonalNewton):
            self.optimizer.measured(self.mean_curvature(self.optimizer.sample))
            engine.set_rates(self.optimizer.state["inverse"] * self.recipe.learning_rate)
        engine.write(self._order, self.order().astype(np.int32))
        for first in range(0, images, IMAGES_AT_ONCE):
            count = min(IMAGES_AT_ONCE, images - first)
            order = self._order + first * np.dtype(np.int32).itemsize
            engine.train(inputs, labels, order, count, self.recipe.learning_rate)
            on_step(count)
        self.network.vector[...] = engine.parameters()

    def score(self, part: Literal["train", "test"]) -> Score:
        """On the training or on the test images."""
        inputs, labels, images = self._images[part]
        self._engine.set_parameters(self.network.vector)
        loss, misses = self._engine.evaluate(inputs, labels, images)
        return Score(loss / images, misses, images)
