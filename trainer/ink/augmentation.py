"""Augmentation: each pass sees every training image turned, stretched, shifted and bent anew.

Two steps per image: its strokes are made thicker or thinner, then it is read at positions that
are moved by an affine map about its middle and by a smooth random field (Simard, Steinkraus &
Platt 2003, "Best practices for convolutional neural networks"). All draws of a pass depend on
the seed, the pass and the chunk alone, so that a run that stopped goes on to the same bits.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from trainer.ink.framing import CENTRE_OF_MASS
from trainer.ink.resize import Bytes, Floats
from trainer.json_fields import Fields

CHUNK = 250  # images at a time: the working arrays then stay in the processor's cache


@dataclass(frozen=True)
class Augmentation:
    """How far images are changed; every draw is uniform between − and + the number given.

    Attributes:
        rotation: degrees. shift: pixels, in x and in y.
        scale: both sides together, as a share; stretch: width against height, as a share.
        shear: by how many pixels a row moves sideways per row of distance from the middle.
        elastic: Simard's α: the smoothed random field times this is the displacement in pixels;
            elastic_width: his σ, the width in pixels of the Gaussian that smooths it.
        thickness: +1 is one pixel more on each side of a stroke, −1 one less.
        share: of the images are changed, drawn anew in each pass; the others stay as they are,
            for reading between pixels blurs, and sharp ones must be known too.

    """

    rotation: float = 0.0
    shift: float = 0.0
    scale: float = 0.0
    stretch: float = 0.0
    shear: float = 0.0
    elastic: float = 0.0
    elastic_width: float = 4.0
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
    """Return (N, h, w) images as pass ``number`` of the run with ``seed`` presents them."""
    result = np.empty_like(images)
    for chunk, start in enumerate(range(0, len(images), CHUNK)):
        part = slice(start, start + CHUNK)
        # Never the key (seed, pass) alone, which draws the order of presentation.
        rng = np.random.default_rng((seed, number, chunk + 1))
        result[part] = _augment_chunk(images[part], augmentation, rng)
    return result


def _augment_chunk(images: Bytes, how: Augmentation, rng: np.random.Generator) -> Bytes:
    count, height, width = images.shape
    pixels = images.astype(np.float32)
    if how.thickness:
        pixels = thicken(pixels, _draw(rng, (count, 1, 1), how.thickness))
    x, y = affine_positions(how, rng, count, height, width)
    if how.elastic:
        dx, dy = elastic_field(how, rng, count, height, width)
        x += dx
        y += dy
    result: Bytes = np.floor(sample(pixels, x, y) + np.float32(0.5)).astype(np.uint8)
    if how.share < 1:
        kept = rng.random(count) >= how.share
        result[kept] = images[kept]
    return result


def _draw(rng: np.random.Generator, shape: tuple[int, ...], limit: float) -> Floats:
    """Uniform numbers from −limit to +limit."""
    values: Floats = (rng.random(shape, np.float32) * 2 - 1) * np.float32(limit)
    return values


def thicken(images: Floats, amount: Floats) -> Floats:
    """Mix each image with its dilation (amount > 0) or its erosion (amount < 0), 3×3 crosses."""
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
    how: Augmentation, rng: np.random.Generator, count: int, height: int, width: int
) -> tuple[Floats, Floats]:
    """Where each output pixel is read, (count, height, width) each for x and y."""
    angle = np.deg2rad(_draw(rng, (count, 1, 1), how.rotation))
    scale = 1 + _draw(rng, (count, 1, 1), how.scale)
    stretch = 1 + _draw(rng, (count, 1, 1), how.stretch)
    shear = _draw(rng, (count, 1, 1), how.shear)
    dx, dy = _draw(rng, (2, count, 1, 1), how.shift)
    cosine, sine = np.cos(angle) * scale, np.sin(angle) * scale
    u = (np.arange(width) - CENTRE_OF_MASS).astype(np.float32)
    v = (np.arange(height) - CENTRE_OF_MASS).astype(np.float32)[:, None]
    across = (u + shear * v) * stretch
    return (
        cosine * across - sine * v + (dx + np.float32(CENTRE_OF_MASS)),
        sine * across + cosine * v + (dy + np.float32(CENTRE_OF_MASS)),
    )


def elastic_field(
    how: Augmentation, rng: np.random.Generator, count: int, height: int, width: int
) -> tuple[Floats, Floats]:
    """α times uniform noise in [−1, 1], smoothed by a Gaussian: displacements in x and in y.

    256 levels of noise are enough: each displacement adds up some fifty of them.
    """
    # Rows first and images inside, so that each smoothing is one matrix product for the chunk.
    noise = np.frombuffer(rng.bytes(height * 2 * count * width), np.int8).astype(np.float32)
    down = _gaussian(height, how.elastic_width) @ noise.reshape(height, -1)
    across = _gaussian(width, how.elastic_width) * np.float32(how.elastic / 127.5)
    dx, dy = (down.reshape(-1, width) @ across).reshape(height, 2, count, width).swapaxes(0, 1)
    return dx.swapaxes(0, 1), dy.swapaxes(0, 1)


def _gaussian(size: int, sigma: float) -> Floats:
    """(size, size) symmetric matrix that smooths a row; its full window weighs 1."""
    distance = np.arange(size)[:, None] - np.arange(size)
    weight = np.exp(-(distance**2) / (2 * sigma**2)) / (sigma * np.sqrt(2 * np.pi))
    return np.asarray(weight, np.float32)


def sample(images: Floats, x: Floats, y: Floats) -> Floats:
    """Read images (N, h, w) at positions (N, h', w'), bilinear; outside there is paper (0)."""
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

    def mixed_in_x(first: NDArray[np.int32]) -> Floats:
        value: Floats = flat.take(first)
        difference = flat.take(first + 1)
        difference -= value
        difference *= x
        value += difference
        return value

    top = mixed_in_x(at)
    bottom = mixed_in_x(at + row)
    bottom -= top
    bottom *= y
    top += bottom
    return top
