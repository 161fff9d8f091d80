"""Lossless compression of the page's large data: reordered so that deflate compresses it better.

**Images.** The neighbours left of and above a pixel predict it well: beside paper is paper. So the
pixels are distributed to one stream for each context of their four known neighbours, and each
stream is deflated with a code of its own. ``unpack.js`` reads them back in the same order. The
result is a fifth smaller than deflated images.

**Weights.** The signs and exponents of float32 numbers are redundant, their other bits are not. So
the first bytes of all numbers come first, then all second bytes, and so on. The result is a tenth
smaller than a deflated file; ``unpack.js`` restores the file's bytes.
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
    """Compress images (N, height, width) to a raw deflate stream.

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
    """Compress a safetensors file of float32 to a raw deflate stream: header, four byte planes."""
    start = 8 + int.from_bytes(file[:8], "little")
    planes = np.frombuffer(file, np.uint8, offset=start).reshape(-1, 4).T[::-1]
    return _deflate([file[:start], *(plane.tobytes() for plane in planes)])


def _deflate(parts: Sequence[bytes]) -> bytes:
    """Return one raw deflate stream, with a new Huffman code for each part."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zlib.Z_FILTERED)
    packed = b"".join(packer.compress(part) + packer.flush(zlib.Z_BLOCK) for part in parts)
    return packed + packer.flush()


def contexts(images: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Return each pixel's context (N, height, width): its neighbours W, N, NE, NW as one number.

    Neighbours beyond the edge are paper.
    """
    level = (images > 0).astype(np.intp) + (images >= MIN_INK)
    count, height, width = level.shape
    around = np.zeros((count, height + 1, width + 2), np.intp)
    around[:, 1:, 1:-1] = level
    west, north = around[:, 1:, :-2], around[:, :-1, 1:-1]
    north_east, north_west = around[:, :-1, 2:], around[:, :-1, :-2]
    return ((west * GREY_LEVELS + north) * GREY_LEVELS + north_east) * GREY_LEVELS + north_west
