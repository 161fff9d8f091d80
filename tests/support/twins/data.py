"""What the builder coded for the page, decoded, and what the page checks itself against."""

import base64
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from builder import packing
from builder.blocks import golden, passes
from builder.packing import pack_images
from tests.support.twins.twin import Twin
from trainer.datasets.mnist import load_mnist_first
from trainer.ink.resize import resize_bilinear


def _packed() -> list[list[Any]]:
    images = load_mnist_first().test_images[:20]
    sets = [images, resize_bilinear(images, 16)]
    packed = [zlib.decompress(pack_images(each), -zlib.MAX_WBITS) for each in sets]
    return [
        [base64.b64encode(data).decode(), each.shape[1], each.ravel().tolist()]
        for data, each in zip(packed, sets, strict=True)
    ]


def _moves() -> list[list[Any]]:
    """Return the passes of two tensors, coded, and the last pass."""
    rng = np.random.default_rng(2)
    last = {"a": rng.normal(0, 1, (3, 4)), "b": rng.normal(0, 1, 5)}
    run = {
        name: (value + rng.integers(-300, 300, (4, *value.shape)) / 256 * [[1], [1], [1], [0]])
        if value.ndim == 1
        else np.concatenate([value + rng.integers(-9, 9, (3, *value.shape)) / 256, value[None]])
        for name, value in last.items()
    }
    coded = passes.encode({name: value.astype(np.float32) for name, value in run.items()})
    final = {name: value.astype(np.float32).ravel().tolist() for name, value in last.items()}
    return [[list(coded), final]]


def _decoded(case: Sequence[Any]) -> list[dict[str, list[float]]]:
    coded, final = case
    tensors = {name: np.asarray(values, np.float32) for name, values in final.items()}
    decoded = passes.decode(bytes(coded), tensors)
    return [{name: values.tolist() for name, values in each.items()} for each in decoded]


def _activations() -> list[list[list[float]]]:
    """Return layers of several sizes, and of each the units that are compared."""
    layers = [np.arange(units) / 8 for units in (10, 96, 97, 100, 768)]
    return [[layer.tolist(), layer[golden.picks(layer.size)].tolist()] for layer in layers]


DECODE = """([coded, final]) => {
  const floats = Object.entries(final).map(([name, values]) => [name, Float32Array.from(values)]);
  return decodePasses(Uint8Array.from(coded), Object.fromEntries(floats)).map((pass) =>
    Object.fromEntries(Object.entries(pass).map(([name, values]) => [name, [...values]])));
}"""

TWINS = [
    Twin(
        "unpack images",
        [packing],
        {"data/unpack": ["unpackImages"]},
        _packed,
        lambda case: case[2],
        "([text, size]) => [...unpackImages(decoded(text), size)]",
    ),
    Twin(
        "decode passes",
        [passes],
        {"network/passes": ["decodePasses"]},
        _moves,
        _decoded,
        DECODE,
    ),
    Twin(
        "compare",
        [golden],
        {"sections/check/compare": ["compare"]},
        _activations,
        lambda case: {"compared": len(case[1]), "deviation": 0.0},
        "([values, expected]) => compare(values, expected)",
    ),
]
