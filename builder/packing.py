"""Grey images packed for the page: sorted by context, so that deflate sees more in them.

What stands left of and above a pixel says much about it: beside bare paper is bare paper. So the
pixels are dealt out to one stream for each context of their four known neighbours, and each stream
is deflated with a code of its own. ``unpack.js`` deals them back, walking the same way. A fifth
smaller than deflating the images as they lie, and still nothing but bytes and deflate.
"""

import zlib

import numpy as np
from numpy.typing import NDArray

LEVELS = 3
"""A neighbour counts as paper, grey or ink."""
INK = 200
CONTEXTS = LEVELS**4


def pack(images: NDArray[np.uint8]) -> bytes:
    """Images (N, height, width) as a raw deflate stream.

    Inside: the streams' lengths (CONTEXTS little-endian uint32), then the streams. Pixels go
    row by row, column by column, and at each place image by image.
    """
    place = images.transpose(1, 2, 0)
    context = contexts(images).transpose(1, 2, 0).ravel()
    lengths = np.bincount(context, minlength=CONTEXTS)
    pixels = place.ravel()[np.argsort(context, kind="stable")]

    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zlib.Z_FILTERED)
    packed = packer.compress(lengths.astype("<u4").tobytes())
    for stream in np.split(pixels, np.cumsum(lengths)[:-1]):
        packed += packer.flush(zlib.Z_BLOCK) + packer.compress(stream.tobytes())
    return packed + packer.flush()


def contexts(images: NDArray[np.uint8]) -> NDArray[np.intp]:
    """The context of each pixel (N, height, width): its neighbours W, N, NE and NW as one number.

    Beyond the edge is paper.
    """
    level = (images > 0).astype(np.intp) + (images >= INK)
    count, height, width = level.shape
    around = np.zeros((count, height + 1, width + 2), np.intp)
    around[:, 1:, 1:-1] = level
    west, north = around[:, 1:, :-2], around[:, :-1, 1:-1]
    north_east, north_west = around[:, :-1, 2:], around[:, :-1, :-2]
    return ((west * LEVELS + north) * LEVELS + north_east) * LEVELS + north_west
