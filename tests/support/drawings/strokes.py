"""Random strokes, and the page's JSON form of strokes."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from trainer.ink.raster import Stroke


def random_digit(rng: np.random.Generator) -> list[Stroke]:
    """Return one to three random walks about the middle of the pad."""
    strokes = []
    for _ in range(rng.integers(1, 4)):
        steps = rng.normal(0, 12, (rng.integers(1, 40), 2))
        path = 140 + rng.normal(0, 20, 2) + np.cumsum(steps, axis=0)
        strokes.append(Stroke(path, float(rng.uniform(4, 40))))
    return strokes


def as_json(strokes: Sequence[Stroke]) -> list[dict[str, Any]]:
    """Return strokes as the page holds them."""
    return [{"points": s.points.tolist(), "width": s.width} for s in strokes]
