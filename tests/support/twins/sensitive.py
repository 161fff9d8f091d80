"""Drawings, rows and pictures of which at least one turns out differently for every constant.

Each family sweeps what a constant decides: how far two strokes overlap, how dark a line is on its
background, how large a speck is. Whatever the constant, some of the family lie on either side.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.support.drawings.strokes import random_digit
from trainer.ink.raster import Stroke

Bytes = NDArray[np.uint8]
DOWN, ACROSS = np.mgrid[0:60, 0:50]
RING = np.abs(np.hypot(ACROSS - 25, (DOWN - 30) / 1.6) - 12)
"""Distance of each pixel of a small picture to the path of a 0."""


def drawings() -> list[list[Stroke]]:
    """Return random drawings, nothing, a dot, specks and the smallest digit."""
    rng = np.random.default_rng(28)
    small = [[Stroke.of([[100, 100], [100 + side, 105]], 18)] for side in (13, 14, 16)]
    return [*(random_digit(rng) for _ in range(4)), [], [Stroke.of([[5, 5]], 18)], *small]


def rows() -> list[list[Stroke]]:
    """Return rows of random strokes of every width, height, overlap and gap."""
    rng = np.random.default_rng(0)
    found = []
    for _ in range(200):
        height, left = rng.uniform(10, 100), 0.0
        strokes = []
        for _ in range(rng.integers(2, 6)):
            wide = height * rng.choice([0.05, 0.3, 0.7, 2]) * rng.uniform(0.5, 1.5)
            high = height * rng.uniform(0.3, 1)
            top, count = rng.uniform(0, height - high), rng.integers(2, 9)
            xs, ys = rng.uniform(left, left + wide, count), rng.uniform(top, top + high, count)
            strokes.append(Stroke(np.stack([xs, ys], axis=1), 12.0))
            left += wide * rng.uniform(0.3, 1.1) + height * rng.uniform(-0.1, 0.3)
        found.append(strokes)
    on_the_cut = Stroke.of([[0, 0], [50, 45], [100, 0]], 12)
    return [*found, [on_the_cut]]


def _paper(height: int, width: int, level: int = 255) -> Bytes:
    return np.full((height, width), level, np.uint8)


def _box(picture: Bytes, top: int, left: int, height: int, width: int, level: int = 0) -> Bytes:
    """Return a copy of a picture with a box in it."""
    copy = picture.copy()
    copy[top : top + height, left : left + width] = level
    return copy


def _noisy(picture: NDArray[Any], deviation: float, seed: int) -> Bytes:
    return _bytes(picture + np.random.default_rng(seed).normal(0, deviation, picture.shape))


def _bytes(levels: NDArray[np.floating]) -> Bytes:
    clipped: Bytes = np.clip(levels, 0, 255).astype(np.uint8)
    return clipped


def faint() -> Iterator[Bytes]:
    """Yield strips, lines of rising contrast, without and with noise, and inks of two levels."""
    yield from (_paper(side, 30) for side in (3, 4, 5))
    for contrast in range(22, 34, 2):
        yield _box(_paper(40, 40, 200), 10, 18, 20, 4, 200 - contrast)
    for contrast in range(40, 90, 5):
        yield _noisy(_box(_paper(40, 40, 200), 10, 18, 20, 4, 200 - contrast), 11, contrast)
    for width in range(20, 38):
        yield _box(_box(_paper(40, 40, 10), 0, 0, 40, width, 100), 15, 2, 10, 2, 200)
    for width in range(2, 9):
        yield _box(_box(_paper(30, 33, 120), 8, 14, 14, 4, 200), 2, 2, 1, width, 20)


def blots() -> Iterator[Bytes]:
    """Yield specks, small and clipped components beside a digit, and neighbours of any height."""
    for width in (1, 2, 3):
        yield _box(_box(_paper(30, 30), 8, 14, 12, 2), 4, 4, 1, width)
    for width in range(4, 13):
        yield _box(_box(_paper(80, 80), 10, 30, 60, 8), 5, 5, 1, width)
    yield from (_box(_paper(30, 30), 10, 10, height, 3) for height in range(4, 8))
    yield from (_box(_paper(240, 60), 100, 30, height, 4) for height in range(10, 18))
    for height in range(2, 10):
        yield _box(_box(_paper(60, 60), 0, 10, 40, 6), 20, 40, height, 5)
    for height in range(12, 28, 2):
        yield _box(_box(_paper(60, 80), 10, 10, 36, 8), 28 - height // 2, 50, height, 8)


def large() -> Iterator[Bytes]:
    """Yield pictures larger than the working size: a bar and a ring."""
    yield _box(_paper(300, 100), 40, 44, 220, 5, 20)
    ring = np.abs(np.hypot(np.arange(90) - 45, (np.arange(260)[:, None] - 130) / 2) - 30)
    yield np.where(ring < 5, 30, 240).astype(np.uint8)


def soft() -> Iterator[Bytes]:
    """Yield soft, shaded and tiny pictures, dark on light and light on dark."""
    for edge in (1.5, 3, 5):
        ink = np.clip(0.5 + (4 - RING) / edge, 0, 1)
        yield (220 - 180 * ink).astype(np.uint8)
        yield _noisy(30 + 200 * ink + ACROSS * 0.7, 4, 1)
    for edge in (9, 12):
        bar = np.clip(0.5 + (6 - np.abs(ACROSS - 25)) / edge, 0, 1)
        yield (250 - 240 * bar * ((DOWN > 8) & (DOWN < 52))).astype(np.uint8)
    for seed in (12, 19, 79):
        yield _shaded(np.random.default_rng(seed))
    for seed in (3, 5, 13):
        yield _tiny(np.random.default_rng(seed))


def _shaded(rng: np.random.Generator) -> Bytes:
    slope, bend = rng.uniform(-3, 3, 2), rng.uniform(-0.08, 0.08, 2)
    darkness, edge = rng.uniform(0.3, 0.7), rng.uniform(1, 4)
    x, y = ACROSS - 25, DOWN - 30
    paper = 150 + slope[0] * x + slope[1] * y + bend[0] * x**2 + bend[1] * y**2
    inked = paper * (1 - darkness * np.clip(0.5 + (4 - RING) / edge, 0, 1))
    return _bytes(inked + rng.normal(0, 3, RING.shape))


def _tiny(rng: np.random.Generator) -> Bytes:
    """Return 4×5 pixels on a slope, about a third of them ink."""
    slope = rng.uniform(-40, 40, 2)
    picture = 120 + slope[0] * np.arange(5) / 5 + slope[1] * np.arange(4)[:, None] / 4
    picture = picture + rng.normal(0, 8, picture.shape)
    picture[rng.random(picture.shape) < 0.35] -= 90
    return _bytes(picture)
