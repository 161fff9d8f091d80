"""What is no digit: letters, signs, scribbles, two digits at once, digits lying on their side.

Shown to a network with the answer "none of the ten", these teach it to be unsure.
"""

from collections.abc import Callable, Sequence

import numpy as np

from trainer.shapes import Path2D, Shape, smooth

Drawing = list[Path2D]
Labelled = tuple[int, Drawing]
Maker = Callable[[np.random.Generator, Sequence[Shape], Sequence[Labelled]], Drawing]


def draw_nondigits(
    rng: np.random.Generator,
    count: int,
    others: Sequence[Shape],
    digits: Sequence[Labelled],
) -> list[Drawing]:
    """Draw ``count`` non-digits; ``digits`` are spoiled by company, turning or crossing out."""
    makers = list(SHARES)
    chosen = rng.choice(len(makers), count, p=list(SHARES.values()))
    return [makers[index](rng, others, digits) for index in chosen]


def _shape(rng: np.random.Generator, others: Sequence[Shape], digits: object) -> Drawing:
    return others[rng.integers(len(others))].draw(rng, 3.5)


def _scribble(rng: np.random.Generator, others: object, digits: object) -> Drawing:
    """One to three curves through random points, some with corners."""
    strokes = []
    for _ in range(rng.choice([1, 2, 3], p=[0.7, 0.2, 0.1])):
        count = int(rng.integers(5, 22))
        if rng.random() < 0.5:
            points = rng.uniform(0, 1, (count, 2))
        else:
            points = np.cumsum(rng.normal(0, 1, (count, 2)), axis=0)
        points = points * np.exp(rng.normal(0, 0.3, 2))
        strokes.append(smooth(points, rng.random(count) < rng.choice([0.0, 0.3, 1.0])))
    return strokes


def _hatching(rng: np.random.Generator, others: object, digits: object) -> Drawing:
    """A pen going to and fro: zigzags, hatched patches and blots."""
    count = int(rng.integers(5, 30))
    along = np.linspace(0, rng.uniform(0.1, 2), count)
    across = np.where(np.arange(count) % 2, 1.0, 0.0) * rng.uniform(0.2, 1.2)
    points = np.stack([along, across], axis=1) + rng.normal(0, 0.05, (count, 2))
    return [smooth(_turn(points, rng.uniform(0, np.pi)), rng.random(count) < rng.random())]


def _loops(rng: np.random.Generator, others: object, digits: object) -> Drawing:
    """Spirals and coils."""
    angle = np.linspace(0, rng.uniform(4.5, 16) * np.pi / 2 * 1.5, 80) * rng.choice([-1, 1])
    radius = np.linspace(rng.uniform(0, 0.8), 1, 80)
    drift = np.linspace(0, 1, 80)[:, None] * rng.normal(0, 1.2, 2)
    wide = np.exp(rng.normal(0, 0.25))
    return [np.stack([radius * np.cos(angle) * wide, radius * np.sin(angle)], axis=1) + drift]


def _lying_line(rng: np.random.Generator, others: object, digits: object) -> Drawing:
    """A line, bow or row of dashes too far from upright to be a 1."""
    x = np.linspace(-1, 1, 12)
    line = np.stack([x, rng.normal(0, 0.12) * x * x], axis=1)
    line = _turn(line, rng.uniform(-0.7, 0.7))
    if rng.random() < 0.5:
        return [line]
    return [line + [0, step * rng.uniform(0.3, 0.9)] for step in range(rng.integers(2, 4))]


def _company(
    rng: np.random.Generator, others: Sequence[Shape], digits: Sequence[Labelled]
) -> Drawing:
    """Two or three digits side by side (seldom one above the other)."""
    drawing: Drawing = []
    edge = 0.0
    upright = rng.random() < 0.15
    for _ in range(rng.choice([2, 3], p=[0.8, 0.2])):
        strokes = _unit(_pick(rng, digits)[1])
        scale = np.exp(rng.normal(0, 0.12))
        points = np.concatenate(strokes) * scale
        axis = 1 if upright else 0
        low, high = points[:, axis].min(), points[:, axis].max()
        shift = np.zeros(2)
        shift[axis] = edge - low
        shift[1 - axis] += rng.normal(0, 0.06)
        drawing += [stroke * scale + shift for stroke in strokes]
        edge += high - low + rng.uniform(0.02, 0.4)
    return drawing


def _turned(
    rng: np.random.Generator, others: Sequence[Shape], digits: Sequence[Labelled]
) -> Drawing:
    """A digit lying on its side."""
    label, drawing = _pick(rng, digits)
    while label == 0:  # a lying 0 is a 0
        label, drawing = _pick(rng, digits)
    angle = rng.choice([-1, 1]) * np.pi / 2 + rng.normal(0, 0.15)
    return [_turn(stroke, angle) for stroke in _unit(drawing)]


def _crossed_out(
    rng: np.random.Generator, others: Sequence[Shape], digits: Sequence[Labelled]
) -> Drawing:
    """A digit under a zigzag or a cross."""
    strokes = _unit(_pick(rng, digits)[1])
    if rng.random() < 0.5:
        cover = _hatching(rng, others, digits)
        points = np.concatenate(cover)
        return strokes + [(s - points.mean(axis=0)) / np.ptp(points, axis=0).max() for s in cover]
    corner = rng.uniform(0.35, 0.55, (2, 2))
    flip = np.array([1, -1])
    return [*strokes, np.array([-corner[0], corner[0]]), np.array([-corner[1], corner[1]]) * flip]


def _pick(rng: np.random.Generator, digits: Sequence[Labelled]) -> Labelled:
    return digits[rng.integers(len(digits))]


def _unit(drawing: Drawing) -> Drawing:
    """Centre a drawing's box at the origin and scale its height to 1."""
    points = np.concatenate(drawing)
    low, high = points.min(axis=0), points.max(axis=0)
    return [(stroke - (low + high) / 2) / max(high[1] - low[1], 1e-6) for stroke in drawing]


def _turn(points: Path2D, angle: float) -> Path2D:
    c, s = np.cos(angle), np.sin(angle)
    return points @ np.array([[c, s], [-s, c]])


SHARES: dict[Maker, float] = {
    _shape: 0.42,
    _scribble: 0.20,
    _hatching: 0.06,
    _loops: 0.04,
    _lying_line: 0.03,
    _company: 0.17,
    _turned: 0.04,
    _crossed_out: 0.04,
}
