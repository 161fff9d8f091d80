"""Digits drawn for the tests, as strokes: two alphabets of our own, in several handwritings.

Corners lie in a box 100 high; a curve runs through all corners of a stroke. A hand is an
alphabet with a size, a place on the pad, a slant and a pen width.
"""

from dataclasses import dataclass

import numpy as np

Stroke = list[tuple[float, float]]
Alphabet = dict[int, list[Stroke]]

# Round, as taught in school.
ROUND: Alphabet = {
    0: [[(35, 2), (12, 18), (4, 50), (12, 84), (34, 99), (56, 84), (64, 50), (56, 16), (36, 2)]],
    1: [[(30, 2), (30, 35), (30, 68), (30, 98)]],
    2: [[(6, 24), (14, 8), (34, 1), (54, 10), (56, 30), (42, 55), (22, 78), (4, 98)],
        [(4, 98), (30, 96), (62, 97)]],
    3: [[(8, 12), (26, 2), (48, 8), (52, 26), (40, 42), (24, 47)],
        [(24, 47), (46, 51), (58, 68), (52, 88), (30, 98), (6, 90)]],
    4: [[(14, 4), (10, 30), (6, 52)], [(6, 52), (30, 52), (60, 50)], [(50, 6), (47, 50), (45, 99)]],
    5: [[(14, 4), (12, 24), (10, 43)],
        [(10, 43), (32, 38), (54, 50), (58, 72), (46, 92), (24, 99), (4, 90)],
        [(14, 4), (36, 4), (58, 2)]],
    6: [[(46, 2), (26, 20), (10, 48), (8, 76), (22, 97), (46, 96), (56, 78), (46, 60), (26, 60),
         (10, 74)]],
    7: [[(6, 4), (32, 4), (60, 4)], [(60, 4), (44, 36), (32, 68), (24, 99)]],
    8: [[(52, 14), (32, 1), (12, 14), (18, 34), (40, 50), (58, 72), (48, 94), (28, 99), (10, 88),
         (12, 68), (34, 48), (50, 32), (52, 14)]],
    9: [[(54, 22), (36, 2), (14, 10), (8, 32), (24, 48), (46, 40), (54, 22)],
        [(54, 22), (52, 50), (46, 76), (40, 99)]],
}  # fmt: skip

# Angular and quick: fewer corners, other orders and directions.
ANGULAR: Alphabet = {
    0: [[(30, 0), (4, 34), (8, 78), (30, 100), (54, 72), (56, 26), (30, 0)]],
    1: [[(22, 100), (28, 66), (34, 33), (40, 0)]],
    2: [[(8, 16), (30, 0), (48, 18), (34, 54), (2, 96)], [(2, 96), (30, 92), (58, 98)]],
    3: [[(4, 6), (28, 3), (50, 6)], [(50, 6), (38, 26), (26, 42)],
        [(26, 42), (52, 56), (50, 84), (28, 100), (2, 90)]],
    4: [[(46, 99), (44, 50), (46, 2)], [(18, 0), (10, 28), (2, 56)], [(2, 56), (28, 55), (60, 56)]],
    5: [[(54, 0), (34, 2), (16, 2)], [(16, 2), (12, 22), (8, 42)],
        [(8, 42), (38, 44), (54, 68), (38, 94), (4, 98)]],
    6: [[(38, 0), (14, 36), (4, 76), (24, 100), (50, 84), (38, 62), (8, 72)]],
    7: [[(2, 8), (28, 4), (56, 2)], [(56, 2), (40, 50), (20, 100)]],
    8: [[(30, 48), (8, 24), (30, 0), (50, 22), (30, 48), (6, 76), (28, 100), (54, 76), (30, 48)]],
    9: [[(50, 10), (20, 2), (4, 28), (22, 50), (46, 34), (50, 10)],
        [(50, 10), (50, 50), (52, 99)]],
}  # fmt: skip


@dataclass(frozen=True)
class Hand:
    """A handwriting of an alphabet; ``left`` and ``top`` in pad pixels, 100 units = ``size``."""

    name: str
    alphabet: Alphabet
    size: float
    left: float
    top: float
    slant: float
    pen: int

    def draw(self, digit: int) -> list[Stroke]:
        """Return the digit's strokes in pad pixels, a point about every fifteen pixels."""
        return [self._place(smooth(stroke)) for stroke in self.alphabet[digit]]

    def _place(self, stroke: Stroke) -> Stroke:
        unit = self.size / 100
        return [
            (self.left + unit * (x + self.slant * (100 - y)), self.top + unit * y)
            for x, y in stroke
        ]


HANDS = [
    Hand("large, in the middle", ROUND, size=200, left=80, top=40, slant=0, pen=18),
    Hand("small, top left, thin pen", ANGULAR, size=110, left=16, top=14, slant=0, pen=8),
    Hand("slanted, bottom right", ROUND, size=140, left=140, top=125, slant=0.2, pen=14),
    Hand("leaning back, thick pen", ANGULAR, size=180, left=110, top=60, slant=-0.1, pen=32),
]


def smooth(corners: Stroke, pieces: int = 3) -> Stroke:
    """Return a Catmull–Rom curve through the corners."""
    ends = np.array([corners[0], *corners, corners[-1]])
    a, b, c, d = (ends[k : len(ends) - 3 + k, None] for k in range(4))
    t = np.arange(1, pieces + 1)[None, :, None] / pieces
    curve = b + t / 2 * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
    return [corners[0], *map(tuple, curve.reshape(-1, 2).tolist())]
