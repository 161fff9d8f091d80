"""A row of digits cut into digits: in Python, and the same in the page's JavaScript."""

import random
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.handwriting import ANGULAR, ROUND, Alphabet, smooth
from tests.support.page_modules import call, module_script
from trainer.ink.raster import Stroke
from trainer.ink.segment import segment

Row = tuple[list[Stroke], list[int]]


def row(digits: list[int], alphabet: Alphabet, gap: float, seed: int = 0) -> Row:
    """Digits in a row, ``gap`` of their height apart; whose each stroke is; strokes shuffled."""
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


@pytest.mark.parametrize(("digits", "alphabet", "gap"), ROWS)
def test_each_digits_strokes_come_together(
    digits: list[int], alphabet: Alphabet, gap: float
) -> None:
    strokes, owners = row(digits, alphabet, gap)
    owner = {id(stroke): place for stroke, place in zip(strokes, owners, strict=True)}
    found = [{owner[id(stroke)] for stroke in group} for group in segment(strokes)]
    assert found == [{0}, {1}, {2}, {3}, {4}]


def test_two_digits_in_one_stroke_are_cut_apart() -> None:
    """An 8 whose last line runs on into a 0."""
    eight, zero = smooth(ROUND[8][0]), smooth(ROUND[0][0])
    joined = [*eight, *((x + 90, y) for x, y in zero)]
    groups = segment([Stroke.of(joined, 12), Stroke.of([[300, 0], [300, 50], [300, 100]], 12)])
    assert len(groups) == 3
    left = max(x for stroke in groups[0] for x, _ in stroke.points)
    right = min(x for stroke in groups[1] for x, _ in stroke.points)
    assert left <= right
    assert 55 <= left <= 110


def test_nothing_a_dot_and_a_wide_line() -> None:
    assert segment([]) == []
    assert len(segment([Stroke.of([[50, 50]], 12)])) == 1
    assert len(segment([Stroke.of([[0, 50], [400, 50]], 12)])) >= 1


def test_the_page_cuts_alike_to_the_bit(blank: Page) -> None:
    blank.evaluate(module_script({"ink/segment": ["segment"]}))
    rows = [row(digits, alphabet, gap, seed)[0]
            for seed, (digits, alphabet, gap) in enumerate(ROWS)]  # fmt: skip
    rows += [row([3, 8, 8, 0, 6], ROUND, -0.15, seed)[0] for seed in range(5)]
    plain: list[list[dict[str, Any]]] = [
        [{"points": stroke.points.tolist(), "width": stroke.width} for stroke in strokes]
        for strokes in rows
    ]
    cut = call(blank, "rows => rows.map((row) => segment(row))", plain)
    for strokes, groups in zip(rows, cut, strict=True):
        expected = [
            [{"points": stroke.points.tolist(), "width": stroke.width} for stroke in group]
            for group in segment(strokes)
        ]
        assert groups == expected
