"""Weights files with any card and any tensors, also such as the trainer never writes."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray


def weights_bytes(tensors: Mapping[str, NDArray[Any]], card: Mapping[str, object] | str) -> bytes:
    """Return a safetensors file; the card is an object, or the text to stand in its place."""
    text = card if isinstance(card, str) else json.dumps(card)
    contiguous = {name: np.ascontiguousarray(values) for name, values in tensors.items()}
    return safetensors.numpy.save(contiguous, {"card": text})


def write_weights(
    path: Path, tensors: Mapping[str, NDArray[Any]], card: Mapping[str, object] | str
) -> None:
    """Write such a file."""
    path.write_bytes(weights_bytes(tensors, card))
