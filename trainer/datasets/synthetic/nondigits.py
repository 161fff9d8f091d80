"""What is no digit: letters, signs, scribbles, two digits at once, digits lying on their side.

Shown to a network with the answer "none of the ten", these teach it to be unsure.
"""

from collections.abc import Sequence

import numpy as np

from trainer.datasets.synthetic.shapes import Path2D, Shape, smooth

Drawing = list[Path2D]

SHARES = {
    "shape": 0.42,
    "scribble": 0.20,
    "hatching": 0.06,
    "loops": 0.04,
    "lying_line": 0.03,
    "company": 0.17,
    "turned": 0.04,
    "crossed_out": 0.04,
}
"""How much of each kind."""


class NonDigits:
    """Draws them; ``digits`` (label, drawing) are spoiled by company, turning or crossing out."""

    def __init__(
        self,
        rng: np.random.Generator,
        others: Sequence[Shape],
        digits: Sequence[tuple[int, Drawing]],
    ) -> None:
        self.rng, self.others, self.digits = rng, others, digits

    def draw(self, count: int) -> list[Drawing]:
        """Draw ``count`` of them, each kind by its share."""
        kinds = list(SHARES)
        chosen = self.rng.choice(len(kinds), count, p=list(SHARES.values()))
        return [getattr(self, kinds[index])() for index in chosen]

    def shape(self) -> Drawing:
        """A letter or a sign."""
        return self.others[int(self.rng.integers(len(self.others)))].draw(self.rng, 3.5)

    def scribble(self) -> Drawing:
        """One to three curves through random points, some with corners."""
        rng, strokes = self.rng, []
        for _ in range(rng.choice([1, 2, 3], p=[0.7, 0.2, 0.1])):
            count = int(rng.integers(5, 22))
            if rng.random() < 0.5:
                points = rng.uniform(0, 1, (count, 2))
            else:
                points = np.cumsum(rng.normal(0, 1, (count, 2)), axis=0)
            points = points * np.exp(rng.normal(0, 0.3, 2))
            strokes.append(smooth(points, rng.random(count) < rng.choice([0.0, 0.3, 1.0])))
        return strokes

    def hatching(self) -> Drawing:
        """A pen going to and fro: zigzags, hatched patches and blots."""
        rng = self.rng
        count = int(rng.integers(5, 30))
        along = np.linspace(0, rng.uniform(0.1, 2), count)
        across = np.where(np.arange(count) % 2, 1.0, 0.0) * rng.uniform(0.2, 1.2)
        points = np.stack([along, across], axis=1) + rng.normal(0, 0.05, (count, 2))
        return [smooth(_turn(points, rng.uniform(0, np.pi)), rng.random(count) < rng.random())]

    def loops(self) -> Drawing:
        """Spirals and coils."""
        rng = self.rng
        angle = np.linspace(0, rng.uniform(4.5, 16) * np.pi / 2 * 1.5, 80) * rng.choice([-1, 1])
        radius = np.linspace(rng.uniform(0, 0.8), 1, 80)
        drift = np.linspace(0, 1, 80)[:, None] * rng.normal(0, 1.2, 2)
        wide = np.exp(rng.normal(0, 0.25))
        return [np.stack([radius * np.cos(angle) * wide, radius * np.sin(angle)], axis=1) + drift]

    def lying_line(self) -> Drawing:
        """A line, bow or row of dashes too far from upright to be a 1."""
        rng = self.rng
        x = np.linspace(-1, 1, 12)
        line = np.stack([x, rng.normal(0, 0.12) * x * x], axis=1)
        line = _turn(line, rng.uniform(-0.7, 0.7))
        if rng.random() < 0.5:
            return [line]
        steps = range(rng.integers(2, 4))
        return [line + np.array([0, step * rng.uniform(0.3, 0.9)]) for step in steps]

    def company(self) -> Drawing:
        """Two or three digits side by side (seldom one above the other)."""
        rng = self.rng
        drawing: Drawing = []
        edge = 0.0
        axis = 1 if rng.random() < 0.15 else 0
        for _ in range(rng.choice([2, 3], p=[0.8, 0.2])):
            strokes = self._digit()[1]
            scale = np.exp(rng.normal(0, 0.12))
            points = np.concatenate(strokes) * scale
            low, high = points[:, axis].min(), points[:, axis].max()
            shift = np.zeros(2)
            shift[axis] = edge - low
            shift[1 - axis] += rng.normal(0, 0.06)
            drawing += [stroke * scale + shift for stroke in strokes]
            edge += high - low + rng.uniform(0.02, 0.4)
        return drawing

    def turned(self) -> Drawing:
        """A digit lying on its side."""
        label, strokes = self._digit()
        while label == 0:  # a lying 0 is a 0
            label, strokes = self._digit()
        angle = self.rng.choice([-1, 1]) * np.pi / 2 + self.rng.normal(0, 0.15)
        return [_turn(stroke, angle) for stroke in strokes]

    def crossed_out(self) -> Drawing:
        """A digit under a zigzag or a cross."""
        strokes = self._digit()[1]
        if self.rng.random() < 0.5:
            cover = self.hatching()
            points = np.concatenate(cover)
            side = np.ptp(points, axis=0).max()
            return strokes + [(stroke - points.mean(axis=0)) / side for stroke in cover]
        reach = self.rng.uniform(0.35, 0.55, (2, 2))
        falling, rising = np.array([-reach[0], reach[0]]), np.array([-reach[1], reach[1]])
        return [*strokes, falling, rising * [1, -1]]

    def _digit(self) -> tuple[int, Drawing]:
        """One of the digits, its box centred at the origin, its height 1."""
        label, drawing = self.digits[int(self.rng.integers(len(self.digits)))]
        points = np.concatenate(drawing)
        low, high = points.min(axis=0), points.max(axis=0)
        height = max(high[1] - low[1], 1e-6)
        return label, [(stroke - (low + high) / 2) / height for stroke in drawing]


def _turn(points: Path2D, angle: float) -> Path2D:
    c, s = np.cos(angle), np.sin(angle)
    turned: Path2D = points @ np.array([[c, s], [-s, c]])
    return turned
