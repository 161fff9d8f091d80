"""Layers: one example worked by hand, then gradients against finite differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer.arrays import Array
from trainer.gradients import TOLERANCE, check_layer
from trainer.layers import Conv, Dense, Flatten, Layer, Tanh
from trainer.networks import Network


def network_of(layer: Layer, in_shape: tuple[int, ...], seed: int = 0) -> Network:
    network = Network(
        "test",
        in_shape,
        [layer],
        prepare=lambda images: images.astype(np.float32),
        dtype=np.float64,
    )
    network.vector[...] = np.random.default_rng(seed).normal(size=network.vector.size)
    return network


def test_conv_by_hand() -> None:
    """A 3×3 image, a 2×2 kernel, stride 2, one cell of −1 around: four patches by hand."""
    layer = Conv("C", maps=1, kernel=2, stride=2, padding=1, padding_value=-1, bias="unit")
    network = network_of(layer, (1, 3, 3))
    network.parameters["C.weight"][...] = [[[[1, 2], [3, 4]]]]
    network.parameters["C.bias"][...] = [[[10, 20], [30, 40]]]
    image = np.array([[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]], np.float64)
    expected = [
        [-1 - 2 - 3 + 4 * 1 + 10, -1 - 2 + 3 * 2 + 4 * 3 + 20],
        [-1 + 2 * 4 - 3 + 4 * 7 + 30, 5 + 2 * 6 + 3 * 8 + 4 * 9 + 40],
    ]
    np.testing.assert_array_equal(network.forward(image), [[expected]])


def test_conv_reads_only_the_connected_maps() -> None:
    layer = Conv("C", maps=2, kernel=1, connections=[(0, 2), (1, 2)])
    network = network_of(layer, (3, 1, 1))
    network.parameters["C.weight"][...] = np.array([[1, 2], [3, 4]])[:, :, None, None]
    network.parameters["C.bias"][...] = 0
    image = np.array([1.0, 10.0, 100.0]).reshape(1, 3, 1, 1)
    assert network.forward(image).ravel().tolist() == [201, 430]


def test_dense_by_hand() -> None:
    network = network_of(Dense("D", units=2), (3,))
    network.parameters["D.weight"][...] = [[1, 2, 3], [4, 5, 6]]
    network.parameters["D.bias"][...] = [0.5, -0.5]
    np.testing.assert_array_equal(network.forward(np.array([[1.0, 0, -1]])), [[-1.5, -2.5]])


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
}


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("make", LAYERS.values(), ids=LAYERS.keys())
def test_gradients_of_maps(make, batch: int) -> None:  # type: ignore[no-untyped-def]
    layer = make()
    network_of(layer, (2, 5, 6))
    rng = np.random.default_rng(1)
    for check in check_layer(layer, rng.normal(size=(batch, 2, 5, 6)), rng):
        assert check.error <= TOLERANCE, check


@pytest.mark.parametrize("batch", [1, 3])
def test_gradients_of_dense(batch: int) -> None:
    layer = Dense("L", units=4)
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


def test_single_images_and_batches_agree() -> None:
    """The two ways of moving patches are two ways to the same numbers."""
    layer = Conv("L", maps=3, kernel=3, stride=2, padding=1, padding_value=-1)
    network = network_of(layer, (2, 6, 6))
    rng = np.random.default_rng(3)
    x, dy = rng.normal(size=(4, 2, 6, 6)), rng.normal(size=(4, 3, 3, 3))
    together = network.forward(x).copy()
    dx = network.backward(dy, input_gradient=True)
    assert dx is not None
    dx, gradient = dx.copy(), network.gradient.copy()
    summed = np.zeros_like(gradient)
    for n in range(4):
        np.testing.assert_allclose(network.forward(x[n : n + 1]), together[n : n + 1], atol=1e-12)
        single = network.backward(dy[n : n + 1], input_gradient=True)
        assert single is not None
        np.testing.assert_allclose(single, dx[n : n + 1], atol=1e-12)
        summed += network.gradient
    np.testing.assert_allclose(summed, gradient, atol=1e-12)


def test_a_wrong_gradient_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def one_part_in_a_thousand_off(layer: Tanh, dy: Array, input_gradient: bool = True) -> Array:
        return 1.001 * dy * (1 - layer._y**2)

    monkeypatch.setattr(Tanh, "backward", one_part_in_a_thousand_off)
    layer = Tanh("L")
    network_of(layer, (5,))
    rng = np.random.default_rng(4)
    (check,) = check_layer(layer, rng.normal(size=(2, 5)), rng)
    assert check.error > TOLERANCE


@pytest.mark.parametrize(
    ("layer", "shape", "words"),
    [
        (Conv("C1", maps=1, kernel=5), (1, 4, 4), "kernel of 5 does not fit"),
        (Conv("C1", maps=1, kernel=1), (7,), "needs maps"),
        (Conv("C1", maps=2, kernel=1, connections=[(0,)]), (1, 4, 4), "needs 2 rows"),
        (Conv("C1", maps=1, kernel=1, connections=[(3,)]), (1, 4, 4), "names maps beyond 0"),
        (Dense("F1", units=2), (1, 4, 4), "Flatten it"),
    ],
)
def test_a_layer_that_does_not_fit_says_so(
    layer: Layer, shape: tuple[int, ...], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        network_of(layer, shape)
