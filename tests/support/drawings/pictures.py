"""Synthetic pictures of digits: a scan, a blackboard, a photograph, a row."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Bytes = NDArray[np.uint8]


def enlarged(digit: Bytes, size: int) -> Bytes:
    picture = Image.fromarray(digit).resize((size, size), Image.Resampling.BICUBIC)
    return np.array(picture, np.uint8)


def scan(digit: Bytes, number: int) -> Bytes:
    """Black on white, 300 pixels."""
    return 255 - enlarged(digit, 300)


def blackboard(digit: Bytes, number: int) -> Bytes:
    """White on black, the file as it is."""
    return digit


def photo(digit: Bytes, number: int) -> Bytes:
    """Somewhere on a shaded, noisy sheet, with a dark corner."""
    rng = np.random.default_rng(number)
    ink = np.zeros((480, 640))
    y, x = rng.integers(60, 240), rng.integers(20, 420)
    ink[y : y + 200, x : x + 200] = enlarged(digit, 200) / 255
    down, across = np.mgrid[0:480, 0:640]
    paper = 170 + 50 * across / 640 - 60 * (down / 480) ** 2
    paper[:30, :50] = 40
    noisy = paper * (1 - 0.7 * ink) + rng.normal(0, 6, ink.shape)
    picture: Bytes = np.clip(noisy, 0, 255).astype(np.uint8)
    return picture


def row(digits: Bytes) -> Bytes:
    """Digits (N, 28, 28) side by side, black on white."""
    return np.hstack([scan(digit, number) for number, digit in enumerate(digits)])


def png(grey: Bytes) -> bytes:
    """A PNG file of a grey picture."""
    file = io.BytesIO()
    Image.fromarray(grey).save(file, "PNG")
    return file.getvalue()
