"""Packed images, unpacked again by a reference implementation."""

import zlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from builder.packing import CONTEXTS, GREY_LEVELS, MIN_INK, pack_images
from trainer.datasets.mnist import load_mnist_first
from trainer.ink.resize import resize_bilinear


def unpack(packed: bytes, size: int) -> NDArray[np.uint8]:
    """Unpack images by the definition, pixel by pixel."""
    data = zlib.decompress(packed, -zlib.MAX_WBITS)
    lengths = np.frombuffer(data[: 4 * CONTEXTS], "<u4")
    starts = 4 * CONTEXTS + np.cumsum(lengths) - lengths
    streams = [iter(data[int(a) : int(a + n)]) for a, n in zip(starts, lengths, strict=True)]
    images = np.zeros((int(lengths.sum()) // size**2, size + 1, size + 2), int)

    def level(value: int) -> int:
        return int(value > 0) + int(value >= MIN_INK)

    for y in range(1, size + 1):
        for x in range(1, size + 1):
            for image in images:
                context = 0
                for dy, dx in ((0, -1), (-1, 0), (-1, 1), (-1, -1)):
                    context = context * GREY_LEVELS + level(image[y + dy, x + dx])
                image[y, x] = next(streams[context])
    return images[:, 1:, 1:-1].astype(np.uint8)


@given(
    st.lists(
        st.lists(st.sampled_from([0, 1, 199, 200, 255]), min_size=16, max_size=16),
        min_size=1,
        max_size=4,
    )
)
def test_any_images_survive_a_round_trip(pixels: list[list[int]]) -> None:
    images = np.array(pixels, np.uint8).reshape(-1, 4, 4)
    np.testing.assert_array_equal(unpack(pack_images(images), 4), images)


def test_packed_images_are_a_fifth_smaller_than_deflated_ones() -> None:
    images = resize_bilinear(load_mnist_first().train_images, 16)
    assert len(pack_images(images)) < 0.82 * len(zlib.compress(images.tobytes(), 9))
