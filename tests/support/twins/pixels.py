"""Pixels as text, for JSON."""

import base64

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]


def to_text(pixels: Bytes) -> str:
    """Return bytes of any shape in base64, row by row."""
    return base64.b64encode(np.ascontiguousarray(pixels).tobytes()).decode()


def from_text(text: str) -> Bytes:
    """Return the bytes of :func:`to_text`, flat."""
    return np.frombuffer(base64.b64decode(text), np.uint8)
