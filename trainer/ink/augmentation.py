"""Augmentation of training images: random affine maps, elastic distortions, stroke thickness.

Each image is dilated or eroded, then resampled at positions displaced by an affine map about its
centre and by a smooth random field (Simard, Steinkraus & Platt 2003, "Best practices for
convolutional neural networks"). The random numbers of a pass depend only on the seed, the pass and
the chunk of images, so that a resumed run gives bitwise equal results.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from trainer.ink.framing import CENTRE_OF_MASS
from trainer.ink.resize import Bytes
from trainer.json_fields import Fields

Floats = NDArray[np.float32]

ELASTIC_WIDTH = 4
"""Simard's σ, in pixels, where a recipe gives no other."""
CHUNK = 250  # images at a time: the working arrays then stay in the processor's cache


@dataclass(frozen=True)
class Augmentation:
    """The ranges of the distortions: each is drawn uniformly from [−value, +value].

    Attributes:
        rotation: degrees. shift: pixels, in x and in y.
        scale: relative change of both sides; stretch: of the width alone.
        shear: horizontal displacement in pixels for each row of distance from the centre.
        elastic: Simard's α, the factor from the smoothed random field to pixels of displacement;
            elastic_width: his σ, the standard deviation in pixels of the Gaussian that smooths it.
        thickness: +1 is a dilation by one pixel, −1 an erosion.
        share: the probability that an image is augmented at all in a pass; resampling blurs, and
            a network must know sharp images too.

    """

    rotation: float = 0.0
    shift: float = 0.0
    scale: float = 0.0
    stretch: float = 0.0
    shear: float = 0.0
    elastic: float = 0.0
    elastic_width: float = ELASTIC_WIDTH
    thickness: float = 0.0
    share: float = 1.0

    @staticmethod
    def from_json(given: Fields) -> "Augmentation":
        """Read an augmentation from a card; raise ValueError where it is none."""
        values: dict[str, float] = {
            each.name: given.optional(each.name, given.number, getattr(Augmentation, each.name))
            for each in fields(Augmentation)
        }
        given.finish()
        return Augmentation(**values)


def augment(images: Bytes, augmentation: Augmentation, seed: int, number: int) -> Bytes:
    """Return bytes (N, h, w): the images as pass ``number`` of the run with ``seed`` sees them."""
    result = np.empty_like(images)
    for chunk, start in enumerate(range(0, len(images), CHUNK)):
        part = slice(start, start + CHUNK)
        # Not the key (seed, pass) alone, which is that of the order of presentation.
        rng = np.random.default_rng((seed, number, chunk + 1))
        result[part] = _augment_chunk(images[part], augmentation, rng)
    return result


def _augment_chunk(images: Bytes, ranges: Augmentation, rng: np.random.Generator) -> Bytes:
    count, height, width = images.shape
    pixels = images.astype(np.float32)
    if ranges.thickness:
        pixels = change_thickness(pixels, _uniform(rng, (count, 1, 1), ranges.thickness))
    x, y = affine_positions(ranges, rng, count, height, width)
    if ranges.elastic:
        dx, dy = elastic_field(ranges, rng, count, height, width)
        x += dx
        y += dy
    result: Bytes = np.floor(sample_bilinear(pixels, x, y) + np.float32(0.5)).astype(np.uint8)
    if ranges.share < 1:
        unchanged = rng.random(count) >= ranges.share
        result[unchanged] = images[unchanged]
    return result


def _uniform(rng: np.random.Generator, shape: tuple[int, ...], limit: float) -> Floats:
    """Draw numbers uniformly from [−limit, limit)."""
    values: Floats = (rng.random(shape, np.float32) * 2 - 1) * np.float32(limit)
    return values


def change_thickness(images: Floats, amount: Floats) -> Floats:
    """Mix images (N, h, w) with their dilation (amount > 0) or erosion (amount < 0) by a cross.

    ``amount`` is (N, 1, 1), in [−1, 1].
    """
    edge = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    neighbours = (edge[:, :-2, 1:-1], edge[:, 2:, 1:-1], edge[:, 1:-1, :-2], edge[:, 1:-1, 2:])
    largest, smallest = images.copy(), images.copy()
    for neighbour in neighbours:
        np.maximum(largest, neighbour, out=largest)
        np.minimum(smallest, neighbour, out=smallest)
    target: Floats = np.where(amount > 0, largest, smallest)
    mixed: Floats = images + np.abs(amount) * (target - images)
    return mixed


def affine_positions(
    ranges: Augmentation, rng: np.random.Generator, count: int, height: int, width: int
) -> tuple[Floats, Floats]:
    """Draw affine maps; return the sampling positions x and y, (count, height, width) each."""
    angle = np.deg2rad(_uniform(rng, (count, 1, 1), ranges.rotation))
    scale = 1 + _uniform(rng, (count, 1, 1), ranges.scale)
    stretch = 1 + _uniform(rng, (count, 1, 1), ranges.stretch)
    shear = _uniform(rng, (count, 1, 1), ranges.shear)
    dx, dy = _uniform(rng, (2, count, 1, 1), ranges.shift)
    cosine, sine = np.cos(angle) * scale, np.sin(angle) * scale
    u = (np.arange(width) - CENTRE_OF_MASS).astype(np.float32)
    v = (np.arange(height) - CENTRE_OF_MASS).astype(np.float32)[:, None]
    across = (u + shear * v) * stretch
    return (
        cosine * across - sine * v + (dx + np.float32(CENTRE_OF_MASS)),
        sine * across + cosine * v + (dy + np.float32(CENTRE_OF_MASS)),
    )


def elastic_field(
    ranges: Augmentation, rng: np.random.Generator, count: int, height: int, width: int
) -> tuple[Floats, Floats]:
    """Draw displacements in x and y (count, height, width): α · Gaussian-smoothed uniform noise.

    The noise has 256 levels in [−1, 1], which are enough: a displacement sums some fifty of them.
    """
    # Rows are the first axis and images within, so that smoothing a chunk is one matrix product.
    noise = np.frombuffer(rng.bytes(height * 2 * count * width), np.int8).astype(np.float32)
    down = _gaussian(height, ranges.elastic_width) @ noise.reshape(height, -1)
    across = _gaussian(width, ranges.elastic_width) * np.float32(ranges.elastic / 127.5)
    dx, dy = (down.reshape(-1, width) @ across).reshape(height, 2, count, width).swapaxes(0, 1)
    return dx.swapaxes(0, 1), dy.swapaxes(0, 1)


def _gaussian(size: int, sigma: float) -> Floats:
    """Return the symmetric (size, size) matrix that convolves a row with a Gaussian of area 1."""
    distance = np.arange(size)[:, None] - np.arange(size)
    weight = np.exp(-(distance**2) / (2 * sigma**2)) / (sigma * np.sqrt(2 * np.pi))
    return np.asarray(weight, np.float32)


def sample_bilinear(images: Floats, x: Floats, y: Floats) -> Floats:
    """Sample images (N, h, w) at positions (N, h', w'), bilinear, and 0 outside."""
    count, height, width = images.shape
    row = width + 3
    padded = np.zeros((count, height + 3, row), np.float32)
    padded[:, 1:-2, 1:-2] = images
    x = np.minimum(np.maximum(x + np.float32(1), 0), np.float32(width + 1))
    y = np.minimum(np.maximum(y + np.float32(1), 0), np.float32(height + 1))
    left, upper = x.astype(np.int32), y.astype(np.int32)
    x -= left
    y -= upper
    at = upper * row + left
    at += (np.arange(count, dtype=np.int32) * padded[0].size)[:, None, None]
    flat = padded.reshape(-1)

    def interpolated_in_x(first: NDArray[np.int32]) -> Floats:
        value: Floats = flat.take(first)
        difference = flat.take(first + 1)
        difference -= value
        difference *= x
        value += difference
        return value

    top = interpolated_in_x(at)
    bottom = interpolated_in_x(at + row)
    bottom -= top
    bottom *= y
    top += bottom
    return top
