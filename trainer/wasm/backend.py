"""Training with the engine, a step on each image: :class:`Training` in WebAssembly."""

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trainer.arrays import Array
from trainer.datasets.dataset import Dataset
from trainer.ink.augmentation import Augmentation
from trainer.layers import Dropout
from trainer.networks.registry import create
from trainer.training.loop import Training
from trainer.training.optimizers import DiagonalNewton
from trainer.training.order import presentation_order
from trainer.training.recipes import Recipe
from trainer.training.records import Score
from trainer.wasm.build import EMITTERS
from trainer.wasm.labels import engine_labels
from trainer.wasm.method import method_of
from trainer.wasm.passes import INT32
from trainer.wasm.runner import Engine, assemble

CHUNK = 500
"""Images between two calls of ``on_step``: some milliseconds, so that Ctrl-C takes effect."""


def unsupported(recipe: Recipe) -> str | None:
    """Name what the engine does not support of a recipe, or return None."""
    known = {kind.__name__ for kind in EMITTERS}
    network, method = create(recipe.network, recipe.variant), method_of(recipe)
    if unknown := sorted({layer.kind for layer in network.layers} - known):
        return f"layers of kind {', '.join(unknown)}"
    last = network.layers[-1].kind
    if (last == "Softmax") != (recipe.loss == "cross-entropy"):
        return f"the loss {recipe.loss} after a last layer {last}"
    if not method.batches and network.input.channels != 1:
        return "steps on single images of several maps"
    if method.own_rates and method.batches:
        return f"{recipe.loss} by {recipe.optimizer} in batches, at a schedule's rates or averaged"
    return None


class EngineTraining(Training):
    """Training in WebAssembly; ``network`` holds the engine's parameters after every pass."""

    engine: Literal["numpy", "wasm"] = "wasm"

    def _load(self, data: Dataset) -> None:
        """Convert all images to inputs, and copy them into the engine."""
        super()._load(data)
        self._engine = Engine(assemble(self.network, method_of(self.recipe)))
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
        return place(inputs), place(engine_labels(labels, self.network)), len(labels)

    def train_pass(self, on_step: Callable[[int], None]) -> Score | None:
        """Train on every image once, from the parameters in ``network.vector`` and back to it."""
        engine, (inputs, labels, images) = self._engine, self._images["train"]
        self._prepare_pass()
        engine.set_parameters(self.network.vector)
        if isinstance(self.optimizer, DiagonalNewton):
            engine.set("rates", self.optimizer.state["inverse"] * self.recipe.learning_rate)
        self._seed_masks(engine)
        engine.write(self._order, self._next_order())
        for first in range(0, images, CHUNK):
            count = min(CHUNK, images - first)
            order = self._order + first * INT32
            engine.train(inputs, labels, order, count, self.recipe.learning_rate)
            on_step(count)
        self.network.vector[...] = engine.parameters()
        return None

    def _seed_masks(self, *engines: Engine) -> None:
        """Begin the next pass of dropout in the engines."""
        self.seed_layers()
        drops = [layer for layer in self.network.layers if isinstance(layer, Dropout)]
        for engine in engines:
            for index, layer in enumerate(drops):
                engine.set_dropout(index, layer.mask_seed)

    def _augment_inputs(self, augmentation: Augmentation) -> None:
        """Fill ``train_inputs``, here and in the engine, with the images of the next pass."""
        super()._augment_inputs(augmentation)
        self._engine.write(self._images["train"][0], self.train_inputs)

    def _mean_curvature(self, sample: int) -> Array:
        """Return the mean curvature over the first ``sample`` training images."""
        inputs, _, images = self._images["train"]
        self._engine.set_parameters(self.network.vector)
        return self._engine.mean_curvature(inputs, min(sample, images))

    def score(self, part: Literal["train", "test"]) -> Score:
        """Evaluate the network on the training or on the test images."""
        inputs, labels, images = self._images[part]
        self._engine.set_parameters(self.result.vector)
        loss, misses = self._engine.evaluate(inputs, labels, images)
        return Score(loss / images, misses, self.labelled(part))
