"""Layers: examples computed by hand, and wrong shapes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.networks.one_layer import network_of
from trainer.layers import (
    AveragePool,
    BatchNorm,
    Conv,
    Dense,
    Dropout,
    Layer,
    LeakyReLU,
    MaxPool,
    ReLU,
    ScaledTanh,
    Softmax,
)


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


def test_conv_depends_on_connected_maps_alone() -> None:
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


def test_max_pool_by_hand() -> None:
    """The gradient goes to the arg-max only, of equal values to the first, row by row."""
    layer = MaxPool("P", size=2)
    network = network_of(layer, (1, 2, 6))
    image = np.array([[[[1.0, 2, 5, 5, 0, 0], [3, 0, 5, 5, 0, 0]]]])
    np.testing.assert_array_equal(network.forward(image), [[[[3, 5, 0]]]])
    gradient = network.backward(np.array([[[[10.0, 20, 30]]]]), input_gradient=True)
    np.testing.assert_array_equal(gradient, [[[[0, 0, 20, 0, 30, 0], [10, 0, 0, 0, 0, 0]]]])


def test_average_pool_by_hand() -> None:
    network = network_of(AveragePool("P", size=2), (1, 2, 4))
    image = np.array([[[[1.0, 2, 0, 0], [3, 6, 0, 4]]]])
    np.testing.assert_array_equal(network.forward(image), [[[[3, 1]]]])
    gradient = network.backward(np.array([[[[4.0, 8]]]]), input_gradient=True)
    np.testing.assert_array_equal(gradient, [[[[1, 1, 2, 2], [1, 1, 2, 2]]]])


@settings(max_examples=25, deadline=None)
@given(
    size=st.integers(1, 3),
    rows=st.integers(1, 3),
    columns=st.integers(1, 3),
    seed=st.integers(0, 99),
)
def test_max_pool_passes_each_gradient_to_one_maximum(
    size: int, rows: int, columns: int, seed: int
) -> None:
    """With few distinct values there are ties everywhere."""
    network = network_of(MaxPool("P", size=size), (2, rows * size, columns * size))
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 3, (3, 2, rows * size, columns * size)).astype(np.float64)
    y = network.forward(x)
    dy = rng.normal(size=y.shape)
    dx = network.backward(dy, input_gradient=True)
    assert dx is not None
    for n, c, i, j in np.ndindex(*y.shape):
        here = (n, c, slice(i * size, (i + 1) * size), slice(j * size, (j + 1) * size))
        assert y[n, c, i, j] == x[here].max()
        expected = np.zeros(size * size)
        expected[x[here].argmax()] = dy[n, c, i, j]
        np.testing.assert_array_equal(dx[here].ravel(), expected)


def test_scaled_tanh_maps_one_to_one() -> None:
    """f(±1) = ±1 is what the constants were chosen for (LeCun et al. 1998, appendix A)."""
    y = ScaledTanh("L").forward(np.array([[-1.0, 0.0, 1.0]]))
    np.testing.assert_allclose(y, [[-1, 0, 1]], atol=1e-4)


def test_dropout() -> None:
    """A share is 0, the rest is scaled up; the gradient has the same mask."""
    layer = Dropout("D", share=0.25)
    network_of(layer, (4000,))
    layer.seed(1)
    x = np.ones((2, 4000))
    y = layer.forward(x, training=True)
    assert set(np.unique(y)) == {0, 4 / 3}
    assert abs((y == 0).mean() - 0.25) < 0.02
    np.testing.assert_array_equal(layer.backward(np.ones_like(y)), y)
    layer.seed(1)
    np.testing.assert_array_equal(layer.forward(x, training=True), y)
    np.testing.assert_array_equal(layer.forward(x), x)


def test_rectifiers_by_hand() -> None:
    x = np.array([[-2.0, 0.0, 3.0]])
    assert ReLU("L").forward(x).tolist() == [[0, 0, 3]]
    assert LeakyReLU("L", slope=0.25).forward(x).tolist() == [[-0.5, 0, 3]]


def test_softmax_of_huge_logits() -> None:
    y = Softmax("L").forward(np.array([[1000.0, 1000, -1000]]))
    assert y.tolist() == [[0.5, 0.5, 0]]


def test_batch_norm_by_hand() -> None:
    """Training uses the batch's statistics, inference their moving averages."""
    layer = BatchNorm("B", momentum=0.5, epsilon=0)
    network = network_of(layer, (1,))
    network.parameters["B.weight"][...], network.parameters["B.bias"][...] = 2, 1
    x = np.array([[4.0], [8.0]])
    assert network.forward(x, training=True).tolist() == [[-1], [3]]
    assert network.tensors["B.mean"].tolist() == [3]  # 0 → half way to 6
    assert network.tensors["B.variance"].tolist() == [2.5]  # 1 → half way to 4
    expected = 2 * (4 - 3) / np.sqrt(2.5) + 1
    assert network.forward(x[:1])[0, 0] == pytest.approx(expected)


def test_single_images_and_batches_agree() -> None:
    """The two implementations of im2col give the same numbers."""
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


@pytest.mark.parametrize(
    ("layer", "shape", "words"),
    [
        (Conv("C1", maps=1, kernel=5), (1, 4, 4), "kernel of 5 does not fit"),
        (Conv("C1", maps=1, kernel=1), (7,), "needs maps"),
        (Conv("C1", maps=2, kernel=1, connections=[(0,)]), (1, 4, 4), "needs 2 rows"),
        (Conv("C1", maps=1, kernel=1, connections=[(3,)]), (1, 4, 4), "names maps beyond 0"),
        (Dense("F1", units=2), (1, 4, 4), "Flatten it"),
        (MaxPool("S2", size=2), (1, 5, 4), "multiples of 2"),
        (Softmax("p"), (1, 4, 4), "needs a vector"),
    ],
)
def test_a_layer_with_a_wrong_input_shape_is_refused(
    layer: Layer, shape: tuple[int, ...], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        network_of(layer, shape)
