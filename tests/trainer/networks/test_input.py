"""What networks see: the shipped ones bit for bit as defined, and any other size, margin, range."""

from dataclasses import replace

import numpy as np
import pytest

from trainer.ink.resize import resize_bilinear, size_normalize
from trainer.networks.input import Input
from trainer.networks.registry import create

BYTES = np.arange(256, dtype=np.uint8).reshape(1, 16, 16)


def test_1989_sees_minus_one_to_one_rounded_at_each_step() -> None:
    """As Math.fround(Math.fround(b / 127.5) - 1) gives it."""
    values = create("zipcode-1989").inputs(BYTES)
    assert values.dtype == np.float32
    assert values.shape == (1, 1, 16, 16)
    expected = [np.float32(float(np.float32(b / 127.5)) - 1) for b in range(256)]
    assert values.ravel().tolist() == expected
    assert (values.min(), values.max()) == (-1, 1)


def test_lenet5_sees_zero_to_one_in_a_margin_of_two() -> None:
    images = np.random.default_rng(3).integers(0, 256, (2, 28, 28), np.uint8)
    values = create("lenet5").inputs(images)
    assert values.shape == (2, 1, 32, 32)
    inside = images.astype(np.float32) / np.float32(255)
    np.testing.assert_array_equal(values[:, 0, 2:30, 2:30], inside)
    values[:, :, 2:30, 2:30] = 0
    assert not values.any()


@pytest.mark.parametrize("count", [0, 2])
@pytest.mark.parametrize(
    "given",
    [Input(20), Input(9, margin=1, paper=1, ink=-0.5), Input(28, channels=3, paper=-1)],
    ids=["plain", "ink below paper", "three channels"],
)
def test_any_input_is_resized_within_its_margin(given: Input, count: int) -> None:
    images = np.random.default_rng(4).integers(0, 256, (count, 28, 28), np.uint8)
    images[:, :14] = 0
    images[:, 14:] = 255
    values = given.prepare(images)
    assert values.shape == (count, *given.shape)
    assert values.dtype == np.float32
    for picture in values.reshape(-1, given.side, given.side):
        assert (picture[0] == given.paper).all()
        bottom = picture[given.side - given.margin - 1]
        assert (bottom[given.margin : given.margin + given.size] == given.ink).all()


def test_a_size_normalized_input_is_filled() -> None:
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 4:9, 4:8] = 200
    given = Input(12, margin=2, framing="size-normalized")
    filled = size_normalize(image, 12).astype(np.float32) / np.float32(255)
    np.testing.assert_array_equal(given.prepare(image)[0, 0, 2:14, 2:14], filled[0])
    plain = replace(given, framing="centre-of-mass").prepare(image)[0, 0, 2:14, 2:14]
    np.testing.assert_array_equal(plain, resize_bilinear(image, 12)[0] / np.float32(255))


def test_floats_are_taken_as_they_are() -> None:
    given = np.random.default_rng(5).normal(size=(3, 16, 16)).astype(np.float32)
    np.testing.assert_array_equal(create("zipcode-1989").inputs(given)[:, 0], given)
    with pytest.raises(ValueError, match="16×16 numbers, expected 1×32×32"):
        create("lenet5").inputs(given)


@pytest.mark.parametrize(
    ("size", "more", "words"),
    [
        (0, {}, "expected at least 1 cell"),
        (4, {"margin": -1}, "margin of -1"),
        (4, {"channels": 0}, "expected at least 1 cell, 1 channel"),
        (4, {"paper": 1.0}, "two different finite numbers"),
        (4, {"ink": float("nan")}, "two different finite numbers"),
    ],
)
def test_an_impossible_input_is_refused(size: int, more: dict[str, float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Input(size, **more)  # type: ignore[arg-type]
