"""Resize grey images.

``site_template/ink/resize.js`` does the same arithmetic in float64, in the same order: both give
exactly the same pixels.
"""

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

INK_THRESHOLD = 32
"""Bytes from this one on are ink."""
CHUNK = 500  # images at a time: the working arrays then stay in the processor's cache


def resize_bilinear(images: Bytes, size: int) -> Bytes:
    """Resize (N, h, w) grey images to (N, size, size), bilinear, without antialiasing.

    Pixels are unit squares with their values at the centres, so output pixel i reads the input
    at s = (i + 0.5) · (h / size) − 0.5, clamped to [0, h − 1]. With f = s − floor(s):

        row value    = left · (1 − fx) + right · fx      for the upper and the lower row
        pixel value  = upper · (1 − fy) + lower · fy
        byte         = floor(pixel value + 0.5)          halves go up

    Everything is float64. From 28 to 16, s is a multiple of 1/8 and all of it is exact. Images
    that have the size are returned themselves.
    """
    count, height, width = images.shape
    if height == width == size:
        return images
    upper, lower, fy = _sample_points(height, size)
    left, right, fx = _sample_points(width, size)
    result = np.empty((count, size, size), np.uint8)
    for start in range(0, count, CHUNK):
        # Images last: every gather below then copies whole contiguous rows of CHUNK values.
        pixels = np.ascontiguousarray(images[start : start + CHUNK].transpose(1, 2, 0), np.float64)
        rows = pixels[:, left] * (1 - fx)[:, None] + pixels[:, right] * fx[:, None]
        values = rows[upper] * (1 - fy)[:, None, None] + rows[lower] * fy[:, None, None]
        result[start : start + CHUNK] = np.floor(values + 0.5).astype(np.uint8).transpose(2, 0, 1)
    return result


def size_normalize(images: Bytes, size: int) -> Bytes:
    """Resize the ink of (N, h, h) images until it fills (N, size, size), its aspect kept.

    The zip codes of 1989 were prepared so: "size normalized to 16 by 16 pixels using a linear
    transformation" (LeCun et al. 1989, section 3.1). A square with the ink's longer side, centred
    on the ink's bounding box, is resized as in :func:`resize_bilinear`. Ink are pixels from
    ``INK_THRESHOLD`` on; an image without ink is resized whole.
    """
    length = images.shape[1]
    result = np.empty((len(images), size, size), np.uint8)
    for image, target in zip(images, result, strict=True):
        rows, columns = (np.flatnonzero((image >= INK_THRESHOLD).any(axis)) for axis in (1, 0))
        if rows.size == 0:
            rows = columns = np.arange(length)
        side = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
        upper, lower, fy = _sample_points(length, size, (rows[0] + rows[-1] + 1 - side) / 2, side)
        left, right, fx = _sample_points(
            length, size, (columns[0] + columns[-1] + 1 - side) / 2, side
        )
        values = image[:, left] * (1 - fx) + image[:, right] * fx
        values = values[upper] * (1 - fy)[:, None] + values[lower] * fy[:, None]
        target[...] = np.floor(values + 0.5)
    return result


def _sample_points(
    length: int, size: int, start: float = 0, side: float | None = None
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Return the two inputs that each of ``size`` outputs interpolates, and the second's weight.

    The outputs cover ``side`` of the ``length`` inputs, from ``start`` on; by default all.
    """
    step = (length if side is None else side) / size
    source = np.clip((np.arange(size) + 0.5) * step - 0.5 + start, 0, length - 1)
    first = np.floor(source).astype(np.intp)
    return first, np.minimum(first + 1, length - 1), source - first
