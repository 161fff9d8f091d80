"""Exports of the engine called in wasmtime, to be compared to the bit with another host's."""

import base64
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.support.data.small_data import first_images
from trainer.networks.registry import create
from trainer.training.recipes import RECIPES, Recipe
from trainer.wasm.method import method_of
from trainer.wasm.runner import Engine, assemble

IMAGES, SIZE = 100, 32
CASES = {
    "1989 on-line": (RECIPES["zipcode-1989", "1989"], "parameters"),
    "LeNet-5 by AdamW": (RECIPES["lenet5", "today"], "parameters"),
    "1989 by Adam": (RECIPES["zipcode-1989", "today"], "parameters"),
    "curvature": (RECIPES["zipcode-1989", "newton"], "state"),
}


class Case:
    """What is called, with what, and what wasmtime makes of it."""

    def __init__(self, recipe: Recipe, vector: str) -> None:
        data, method = first_images(train=IMAGES, test=0), method_of(recipe)
        network, rate = create(recipe.network, recipe.variant), recipe.learning_rate
        images, table, wasm = data.train_images, network.input.values(), assemble(network, method)
        arrays: list[NDArray[Any]] = [
            network.input.pictures(images) if method.batches else network.inputs(images),
            data.train_labels.astype(np.uint8),
            np.arange(IMAGES, dtype=np.int32)[::-1].copy(),
            np.linspace(rate, rate / 2, -(-IMAGES // SIZE), dtype=np.float32),
        ]
        engine = Engine(wasm)
        engine.initialize(recipe.seed)
        inputs, labels, order, rates = (engine.place(array) for array in arrays)
        self.results: list[list[float]] = []
        given = [{"place": 0}, {"place": 1}, {"place": 2}, IMAGES]
        calls: list[list[Any]]
        if vector == "state":
            engine.mean_curvature(inputs, IMAGES)
            self.expected = engine.get("curvature")
            calls = [["curvature", {"place": 0}, IMAGES], ["pack_curvature"]]
        elif method.batches:
            engine.set_table(table)
            self.results = [list(engine.train_batches(inputs, labels, order, IMAGES, SIZE, rates))]
            self.expected = engine.parameters()
            calls = [
                ["set_table"],
                ["train_batches", *given, SIZE, {"place": 3}, {"whole": "0"}],
                ["pack"],
            ]
        else:
            engine.train(inputs, labels, order, IMAGES, rate)
            self.expected = engine.parameters()
            calls = [["train", *given, rate], ["pack"]]
        self.argument: dict[str, Any] = {
            "wasm": base64.b64encode(wasm).decode(),
            "arrays": [base64.b64encode(array.tobytes()).decode() for array in arrays],
            "calls": [["initialize", {"whole": str(recipe.seed)}], ["unpack"], *calls],
            "vector": vector,
            "table": base64.b64encode(table.tobytes()).decode() if method.batches else None,
        }

    def check(self, found: dict[str, Any]) -> None:
        """Compare with another host's."""
        vector = np.frombuffer(base64.b64decode(found["vector"]), np.float32)
        np.testing.assert_array_equal(vector, self.expected)
        assert found["results"] == self.results
