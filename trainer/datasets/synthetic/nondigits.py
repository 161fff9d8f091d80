"""Non-digits: letters, signs, scribbles, several digits at once, digits lying on their side.

They are negative examples: with the target "none of the ten" a network learns to reject them.
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
    "several_digits": 0.17,
    "rotated_digit": 0.04,
    "crossed_out_digit": 0.04,
}
"""The probability of each kind, which is a method of :class:`NonDigits`."""


class NonDigits:
    """A random source of non-digits, each a list of strokes (n, 2) of any size.

    ``shapes`` are letters and signs; ``digits`` (label, drawing) are combined, rotated and crossed
    out.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        shapes: Sequence[Shape],
        digits: Sequence[tuple[int, Drawing]],
    ) -> None:
        self.rng, self.shapes, self.digits = rng, shapes, digits

    def draw(self, count: int) -> list[Drawing]:
        """Draw ``count`` non-digits of random kinds."""
        kinds = list(SHARES)
        chosen = self.rng.choice(len(kinds), count, p=list(SHARES.values()))
        return [getattr(self, kinds[index])() for index in chosen]

    def shape(self) -> Drawing:
        """Draw a letter or a sign."""
        return self.shapes[int(self.rng.integers(len(self.shapes)))].draw(self.rng, 3.5)

    def scribble(self) -> Drawing:
        """Draw one to three curves through random points, some with corners."""
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
        """Draw a pen going to and fro: zigzags, hatched areas and blots."""
        rng = self.rng
        count = int(rng.integers(5, 30))
        along = np.linspace(0, rng.uniform(0.1, 2), count)
        across = np.where(np.arange(count) % 2, 1.0, 0.0) * rng.uniform(0.2, 1.2)
        points = np.stack([along, across], axis=1) + rng.normal(0, 0.05, (count, 2))
        return [smooth(_rotate(points, rng.uniform(0, np.pi)), rng.random(count) < rng.random())]

    def loops(self) -> Drawing:
        """Draw a spiral or a coil."""
        rng = self.rng
        angle = np.linspace(0, rng.uniform(4.5, 16) * np.pi / 2 * 1.5, 80) * rng.choice([-1, 1])
        radius = np.linspace(rng.uniform(0, 0.8), 1, 80)
        drift = np.linspace(0, 1, 80)[:, None] * rng.normal(0, 1.2, 2)
        aspect = np.exp(rng.normal(0, 0.25))
        x, y = radius * np.cos(angle) * aspect, radius * np.sin(angle)
        return [np.stack([x, y], axis=1) + drift]

    def lying_line(self) -> Drawing:
        """Draw a line, an arc or parallel lines that are too far from upright to be a 1."""
        rng = self.rng
        x = np.linspace(-1, 1, 12)
        line = np.stack([x, rng.normal(0, 0.12) * x * x], axis=1)
        line = _rotate(line, rng.uniform(-0.7, 0.7))
        if rng.random() < 0.5:
            return [line]
        steps = range(rng.integers(2, 4))
        return [line + np.array([0, step * rng.uniform(0.3, 0.9)]) for step in steps]

    def several_digits(self) -> Drawing:
        """Draw two or three digits side by side, sometimes one above the other."""
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

    def rotated_digit(self) -> Drawing:
        """Draw a digit lying on its side, but not a 0, which would stay one."""
        label, strokes = self._digit()
        while label == 0:
            label, strokes = self._digit()
        angle = self.rng.choice([-1, 1]) * np.pi / 2 + self.rng.normal(0, 0.15)
        return [_rotate(stroke, angle) for stroke in strokes]

    def crossed_out_digit(self) -> Drawing:
        """Draw a digit under a zigzag or a cross."""
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
        """Return a random digit and its label, its bounding box centred at the origin, 1 high."""
        label, drawing = self.digits[int(self.rng.integers(len(self.digits)))]
        points = np.concatenate(drawing)
        low, high = points.min(axis=0), points.max(axis=0)
        height = max(high[1] - low[1], 1e-6)
        return label, [(stroke - (low + high) / 2) / height for stroke in drawing]


def _rotate(points: Path2D, angle: float) -> Path2D:
    """Rotate points (n, 2) about the origin by ``angle``, in radians."""
    c, s = np.cos(angle), np.sin(angle)
    rotated: Path2D = points @ np.array([[c, s], [-s, c]])
    return rotated
