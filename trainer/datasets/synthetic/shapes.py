"""Hand-drawn templates of digits and non-digits: control points → smooth pen paths.

``data/digit-shapes.txt`` holds ways of writing the ten digits in different countries (1s with
flags and serifs, crossed 7s, open 4s, hooked 9s, …), ``data/other-shapes.txt`` letters and signs.
The training set has many drawings of each, with random displacements of its points.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from trainer.errors import UserError
from trainer.resources import folder

DATA = folder("trainer", "data")
STEPS = 8  # samples of a curve between two control points

Path2D = NDArray[np.float64]


@dataclass(frozen=True)
class Shape:
    """A template: strokes as control points (n, 2) in a 100×140 box, and corner flags (n,)."""

    label: str
    name: str
    strokes: tuple[tuple[Path2D, NDArray[np.bool_]], ...]

    def draw(self, rng: np.random.Generator | None = None, wobble: float = 0.0) -> list[Path2D]:
        """Return smooth paths through the control points.

        With ``rng`` the points are displaced by Gaussian noise of standard deviation ``wobble``,
        in units of the box.
        """
        paths = []
        for points, corners in self.strokes:
            displaced = points if rng is None else points + rng.normal(0, wobble, points.shape)
            paths.append(smooth(displaced, corners))
        return paths


def read_shapes(name: str) -> list[Shape]:
    """Read ``data/NAME-shapes.txt``; raise UserError naming the first line that is no shape."""
    path = DATA / f"{name}-shapes.txt"
    shapes = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        head, colon, body = line.partition(":")
        label, _, title = head.partition(" ")
        try:
            strokes = tuple(_stroke(text) for text in body.split(";"))
        except ValueError:
            strokes = ()
        if not colon or not strokes:
            raise UserError(
                f"{path}, line {number}: expected 'label name: x,y x,y! …; …', found {line!r}"
            )
        shapes.append(Shape(label, title, strokes))
    return shapes


def _stroke(text: str) -> tuple[Path2D, NDArray[np.bool_]]:
    words = text.split()
    points = [[float(value) for value in word.rstrip("!").split(",")] for word in words]
    return np.array(points).reshape(-1, 2), np.array([word.endswith("!") for word in words])


def smooth(points: Path2D, corners: NDArray[np.bool_]) -> Path2D:
    """Return the Catmull–Rom spline through control points (n, 2), broken at corners (n,).

    The path has ``STEPS`` samples for each step from one control point to the next.
    """
    cuts = [0, *(i for i in range(1, len(points) - 1) if corners[i]), len(points) - 1]
    pieces = [points[:1]]
    for start, stop in pairwise(cuts):
        run = points[start : stop + 1]
        before, after = 2 * run[:1] - run[1:2], 2 * run[-1:] - run[-2:-1]
        p = np.concatenate([before, run, after])
        t = (np.arange(1, STEPS + 1) / STEPS)[:, None]
        p0, p1, p2, p3 = p[:-3, None], p[1:-2, None], p[2:-1, None], p[3:, None]
        curve = 0.5 * (
            2 * p1
            + (p2 - p0) * t
            + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2
            + (3 * p1 - p0 - 3 * p2 + p3) * t**3
        )
        pieces.append(curve.reshape(-1, 2))
    return np.concatenate(pieces)
