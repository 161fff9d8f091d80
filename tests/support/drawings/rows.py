"""Rows of handwritten digits, as strokes."""

import random

from tests.support.drawings.handwriting import ANGULAR, ROUND, Alphabet, smooth
from trainer.ink.raster import Stroke

Row = tuple[list[Stroke], list[int]]


def row(digits: list[int], alphabet: Alphabet, gap: float, seed: int = 0) -> Row:
    """Return a row's shuffled strokes and the digit that each belongs to, ``gap`` heights apart."""
    draw = random.Random(seed)
    strokes, owners, left = [], [], 30.0
    for place, digit in enumerate(digits):
        size = 1.2 * draw.uniform(0.9, 1.1)
        points = [point for stroke in alphabet[digit] for point in smooth(stroke)]
        least, most = min(x for x, _ in points), max(x for x, _ in points)
        for stroke in alphabet[digit]:
            placed = [[left + (x - least) * size, 40 + y * size] for x, y in smooth(stroke)]
            strokes.append(Stroke.of(placed, 12))
            owners.append(place)
        left += (most - least) * size + gap * 100
    order = draw.sample(range(len(strokes)), len(strokes))
    return [strokes[i] for i in order], [owners[i] for i in order]


ROWS = [
    (digits, alphabet, gap)
    for alphabet in (ROUND, ANGULAR)
    for digits in ([9, 4, 7, 0, 3], [5, 5, 1, 2, 8], [1, 1, 6, 4, 4], [7, 2, 3, 9, 0])
    for gap in (0.4, 0.2, 0.1)
]
