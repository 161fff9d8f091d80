"""Every layer's gradients and second derivatives against finite differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.networks.one_layer import network_of
from trainer.arrays import Array
from trainer.layers import (
    AveragePool,
    BatchNorm,
    Conv,
    Dense,
    Flatten,
    Layer,
    LeakyReLU,
    MaxPool,
    ReLU,
    ScaledTanh,
    Softmax,
    Tanh,
)
from trainer.networks.gradient_check import TOLERANCE, check_layer, check_second, finite_differences

LAYERS = {
    "conv, per-unit bias, padding −1": lambda: Conv(
        "L", maps=3, kernel=3, stride=2, padding=1, padding_value=-1, bias="unit"
    ),
    "conv, per-map bias": lambda: Conv("L", maps=2, kernel=2, bias="map"),
    "conv, connection table": lambda: Conv(
        "L", maps=4, kernel=3, stride=2, padding=2, connections=[(0,), (1,), (1,), (0,)]
    ),
    "flatten": lambda: Flatten("L"),
    "tanh": lambda: Tanh("L"),
    "scaled tanh": lambda: ScaledTanh("L"),
    "relu": lambda: ReLU("L"),
    "leaky relu": lambda: LeakyReLU("L", slope=0.1),
    "max pooling": lambda: MaxPool("L", size=2),
    "average pooling": lambda: AveragePool("L", size=2),
    "batch normalisation": lambda: BatchNorm("L"),
}


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("make", LAYERS.values(), ids=LAYERS.keys())
def test_gradients_of_maps(make, batch: int) -> None:  # type: ignore[no-untyped-def]
    layer = make()
    network_of(layer, (2, 6, 4))
    rng = np.random.default_rng(1)
    for check in check_layer(layer, rng.normal(size=(batch, 2, 6, 4)), rng):
        assert check.error <= TOLERANCE, check


TWICE = {name: make for name, make in LAYERS.items() if "conv" in name or "tanh" in name}


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("make", [*TWICE.values(), LAYERS["flatten"]], ids=[*TWICE, "flatten"])
def test_second_derivatives_of_maps(make, batch: int) -> None:  # type: ignore[no-untyped-def]
    layer = make()
    network_of(layer, (2, 6, 4))
    rng = np.random.default_rng(1)
    checks = check_second(layer, rng.normal(size=(batch, 2, 6, 4)), rng)
    assert len(checks) == 1 + len(layer.params)
    for check in checks:
        assert check.error <= TOLERANCE, check


def test_second_derivatives_of_dense() -> None:
    layer = Dense("L", units=4)
    network_of(layer, (7,))
    rng = np.random.default_rng(1)
    for check in check_second(layer, rng.normal(size=(3, 7)), rng):
        assert check.error <= TOLERANCE, check


def test_a_layer_without_second_derivatives_is_refused() -> None:
    with pytest.raises(NotImplementedError, match="MaxPool has no second derivatives"):
        MaxPool("L").second_backward(np.ones((1, 1, 1, 1)))


@pytest.mark.parametrize("batch", [2, 3])
@pytest.mark.parametrize(
    "layer", [Dense("L", units=4), Softmax("L"), BatchNorm("L")], ids=lambda layer: layer.kind
)
def test_gradients_of_vectors(layer: Layer, batch: int) -> None:
    network_of(layer, (7,))
    rng = np.random.default_rng(1)
    for check in check_layer(layer, rng.normal(size=(batch, 7)), rng):
        assert check.error <= TOLERANCE, check


@settings(max_examples=25, deadline=None)
@given(
    kernel=st.integers(1, 4),
    stride=st.integers(1, 3),
    padding=st.integers(0, 2),
    height=st.integers(4, 7),
    width=st.integers(4, 7),
    batch=st.integers(1, 2),
)
def test_gradients_of_any_conv(
    kernel: int, stride: int, padding: int, height: int, width: int, batch: int
) -> None:
    layer = Conv("L", maps=2, kernel=kernel, stride=stride, padding=padding, padding_value=0.5)
    network_of(layer, (2, height, width))
    rng = np.random.default_rng(2)
    for check in check_layer(layer, rng.normal(size=(batch, 2, height, width)), rng):
        assert check.error <= TOLERANCE, check


def test_gradients_of_batch_norm_in_inference() -> None:
    layer = BatchNorm("B")
    network = network_of(layer, (2, 2, 2))
    network.forward(np.random.default_rng(5).normal(3, 2, (4, 2, 2, 2)), training=True)
    x = np.random.default_rng(6).normal(size=(1, 2, 2, 2))
    weights = np.random.default_rng(7).normal(size=(1, 2, 2, 2))
    network.forward(x)
    analytic = network.backward(weights, input_gradient=True)
    assert analytic is not None
    numeric = finite_differences(lambda: float(np.vdot(network.forward(x), weights)), x)
    np.testing.assert_allclose(analytic, numeric, atol=1e-7)


def test_a_wrong_gradient_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def one_part_in_a_thousand_off(layer: Tanh, dy: Array, input_gradient: bool = True) -> Array:
        return 1.001 * dy * (1 - layer._y**2)

    monkeypatch.setattr(Tanh, "backward", one_part_in_a_thousand_off)
    layer = Tanh("L")
    network_of(layer, (5,))
    rng = np.random.default_rng(4)
    (check,) = check_layer(layer, rng.normal(size=(2, 5)), rng)
    assert check.error > TOLERANCE
