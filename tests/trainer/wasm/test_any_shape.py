"""The engine trains lists that nobody has measured: maps and kernels of any size."""

from dataclasses import replace

import numpy as np
import pytest

from tests.support.data.small_data import first_images
from trainer.layers import Conv, Dense, Flatten, Layer, Tanh
from trainer.networks import registry
from trainer.networks.input import Input
from trainer.networks.network import Network
from trainer.runs.backends import start_training
from trainer.training.recipes import RECIPES

SHAPES: dict[str, tuple[int, list[dict[str, int]]]] = {
    "maps of 12": (16, [{"maps": 4, "kernel": 5}]),
    "maps of 17, kernels of 4": (20, [{"maps": 4, "kernel": 4}]),
    "maps of 14, then of 10 with 4 inputs": (
        16,
        [{"maps": 4, "kernel": 3}, {"maps": 8, "kernel": 5}],
    ),
    "kernels of 9, then of 3 with 8 inputs": (
        20,
        [{"maps": 8, "kernel": 9}, {"maps": 4, "kernel": 3, "stride": 2, "padding": 1}],
    ),
}


@pytest.mark.parametrize(("size", "convolutions"), SHAPES.values(), ids=SHAPES)
def test_every_unit_and_weight_is_computed(
    monkeypatch: pytest.MonkeyPatch, size: int, convolutions: list[dict[str, int]]
) -> None:
    """A block that does not divide a map or a kernel would leave a rest uncomputed."""

    def create() -> Network:
        layers: list[Layer] = []
        for number, shape in enumerate(convolutions):
            layers += [Conv(f"A{number}", **shape), Tanh()]  # type: ignore[arg-type]
        return Network("odd", Input(size=size), [*layers, Flatten(), Dense("C", units=10), Tanh()])

    monkeypatch.setitem(registry.NETWORKS, "odd", create)
    recipe = replace(RECIPES["zipcode-1989", "1989"], network="odd", name="odd", passes=1)
    data = first_images(train=60, test=10)
    numpy, wasm = (start_training(recipe, data, engine) for engine in ("numpy", "wasm"))
    np.testing.assert_allclose(wasm.network.vector, numpy.network.vector, atol=1e-6)
    list(numpy.run())
    list(wasm.run())
    np.testing.assert_allclose(wasm.network.vector, numpy.network.vector, atol=1e-4)
