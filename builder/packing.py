"""What is large in the page, reordered so that deflate sees more in it; nothing is lost.

**Images.** What stands left of and above a pixel says much about it: beside bare paper is bare
paper. So the pixels are dealt out to one stream for each context of their four known neighbours,
and each stream is deflated with a code of its own. ``unpack.js`` deals them back, walking the same
way. A fifth smaller than the images deflated as they lie.

**Weights.** Sign and exponent of a float32 repeat themselves, its other bits do not. So the first
bytes of all numbers come first, then all second bytes, and so on. A tenth smaller than deflated as
they lie; ``unpack.js`` gives the file's very bytes back.
"""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

GREY_LEVELS = 3
"""Levels of a neighbour: paper, grey or ink."""
MIN_INK = 200
"""A neighbour counts as ink from this byte on."""
CONTEXTS = GREY_LEVELS**4
"""Contexts of a pixel: the levels of its four neighbours that are known before it."""


def pack_images(images: NDArray[np.uint8]) -> bytes:
    """Images (N, height, width) as a raw deflate stream.

    Inside: the streams' lengths (CONTEXTS little-endian uint32), then the streams. Pixels go
    row by row, column by column, and at each place image by image.
    """
    place = images.transpose(1, 2, 0)
    context = contexts(images).transpose(1, 2, 0).ravel()
    lengths = np.bincount(context, minlength=CONTEXTS)
    pixels = place.ravel()[np.argsort(context, kind="stable")]

    streams = np.split(pixels, np.cumsum(lengths)[:-1])
    return _deflate([lengths.astype("<u4").tobytes(), *(stream.tobytes() for stream in streams)])


def pack_weights(file: bytes) -> bytes:
    """A safetensors file of float32 as a raw deflate stream: the header, then four byte planes."""
    start = 8 + int.from_bytes(file[:8], "little")
    planes = np.frombuffer(file, np.uint8, offset=start).reshape(-1, 4).T[::-1]
    return _deflate([file[:start], *(plane.tobytes() for plane in planes)])


def _deflate(parts: Sequence[bytes]) -> bytes:
    """One raw deflate stream, with a new code for each part."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zlib.Z_FILTERED)
    packed = b"".join(packer.compress(part) + packer.flush(zlib.Z_BLOCK) for part in parts)
    return packed + packer.flush()


def contexts(images: NDArray[np.uint8]) -> NDArray[np.intp]:
    """The context of each pixel (N, height, width): its neighbours W, N, NE and NW as one number.

    Beyond the edge is paper.
    """
    level = (images > 0).astype(np.intp) + (images >= MIN_INK)
    count, height, width = level.shape
    around = np.zeros((count, height + 1, width + 2), np.intp)
    around[:, 1:, 1:-1] = level
    west, north = around[:, 1:, :-2], around[:, :-1, 1:-1]
    north_east, north_west = around[:, :-1, 2:], around[:, :-1, :-2]
    return ((west * GREY_LEVELS + north) * GREY_LEVELS + north_east) * GREY_LEVELS + north_west
