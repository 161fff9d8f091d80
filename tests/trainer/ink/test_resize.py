"""Resizing against a reference in plain loops, and against values computed by hand."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer.ink.resize import CHUNK, resize_bilinear, size_normalize


def resize_by_loops(image: list[list[int]], size: int) -> list[list[int]]:
    """Follow the definition one pixel at a time, as the page's JavaScript does."""
    height, width = len(image), len(image[0])

    def sample(i: int, length: int) -> tuple[int, int, float]:
        s = min(max((i + 0.5) * (length / size) - 0.5, 0), length - 1)
        first = math.floor(s)
        return first, min(first + 1, length - 1), s - first

    result = []
    for i in range(size):
        y0, y1, fy = sample(i, height)
        row = []
        for j in range(size):
            x0, x1, fx = sample(j, width)
            upper = image[y0][x0] * (1 - fx) + image[y0][x1] * fx
            lower = image[y1][x0] * (1 - fx) + image[y1][x1] * fx
            row.append(math.floor(upper * (1 - fy) + lower * fy + 0.5))
        result.append(row)
    return result


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    height=st.integers(1, 40),
    width=st.integers(1, 40),
    size=st.integers(1, 40),
)
def test_equals_the_definition(seed: int, height: int, width: int, size: int) -> None:
    image = np.random.default_rng(seed).integers(0, 256, (1, height, width), np.uint8)
    expected = resize_by_loops(image[0].tolist(), size)
    assert resize_bilinear(image, size)[0].tolist() == expected


def test_four_to_two_by_hand() -> None:
    # Scale 2: output 0 reads at (0.5)·2 − 0.5 = 0.5, halfway between pixels 0 and 1.
    row = np.array([0, 3, 100, 200], np.uint8)
    image = np.broadcast_to(row, (1, 4, 4))
    assert resize_bilinear(image, 2).tolist() == [[[2, 150], [2, 150]]]  # 1.5 goes up to 2


def test_two_to_four_clamps_at_the_edges() -> None:
    image = np.array([[[0, 100], [0, 100]]], np.uint8)
    # Reads at −0.25 → 0, 0.25, 0.75, 1.25 → 1.
    assert resize_bilinear(image, 4)[0, 0].tolist() == [0, 25, 75, 100]


def test_same_size_changes_nothing() -> None:
    images = np.random.default_rng(0).integers(0, 256, (3, 16, 16), np.uint8)
    np.testing.assert_array_equal(resize_bilinear(images, 16), images)


def test_the_result_does_not_depend_on_chunks() -> None:
    images = np.random.default_rng(1).integers(0, 256, (CHUNK + 3, 28, 28), np.uint8)
    whole = resize_bilinear(images, 16)
    for i in (0, CHUNK - 1, CHUNK, CHUNK + 2):
        np.testing.assert_array_equal(resize_bilinear(images[i : i + 1], 16)[0], whole[i])
    assert resize_bilinear(images[:0], 16).shape == (0, 16, 16)


@pytest.mark.parametrize("corner", [(0, 0), (3, 11), (12, 12)])
def test_ink_is_resized_until_it_fills_the_image(corner: tuple[int, int]) -> None:
    top, left = corner
    square = np.random.default_rng(5).integers(32, 256, (16, 16), np.uint8)
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, top : top + 16, left : left + 16] = square
    np.testing.assert_array_equal(size_normalize(image, 16)[0], square)


def test_size_normalizing_keeps_aspect_ratio_and_centre() -> None:
    bar = np.zeros((1, 28, 28), np.uint8)
    bar[0, 2:26, 20:23] = 255  # 24 high, 3 wide: a square of 24 about the columns' middle, 21.5
    filled = size_normalize(bar, 16)[0]
    np.testing.assert_array_equal(filled, filled[:, ::-1])
    assert (filled[:, 7:9] == 255).all()
    assert (filled[:, :6] == 0).all()


def test_a_blank_image_is_resized_whole() -> None:
    faint = np.random.default_rng(6).integers(0, 32, (2, 28, 28), np.uint8)
    np.testing.assert_array_equal(size_normalize(faint, 16), resize_bilinear(faint, 16))
