"""Segmentation of a row of digits."""

import pytest

from tests.support.drawings.handwriting import ROUND, Alphabet, smooth
from tests.support.drawings.rows import ROWS, row
from trainer.ink.raster import Stroke
from trainer.ink.segment import segment


@pytest.mark.parametrize(("digits", "alphabet", "gap"), ROWS)
def test_strokes_are_grouped_by_digit(digits: list[int], alphabet: Alphabet, gap: float) -> None:
    strokes, owners = row(digits, alphabet, gap)
    owner = {id(stroke): place for stroke, place in zip(strokes, owners, strict=True)}
    found = [{owner[id(stroke)] for stroke in group} for group in segment(strokes)]
    assert found == [{0}, {1}, {2}, {3}, {4}]


def test_a_stroke_through_two_digits_is_cut() -> None:
    """An 8 whose stroke continues into a 0."""
    eight, zero = smooth(ROUND[8][0]), smooth(ROUND[0][0])
    joined = [*eight, *((x + 90, y) for x, y in zero)]
    groups = segment([Stroke.of(joined, 12), Stroke.of([[300, 0], [300, 50], [300, 100]], 12)])
    assert len(groups) == 3
    left = max(x for stroke in groups[0] for x, _ in stroke.points)
    right = min(x for stroke in groups[1] for x, _ in stroke.points)
    assert left <= right
    assert 55 <= left <= 110


def test_degenerate_rows() -> None:
    assert segment([]) == []
    assert len(segment([Stroke.of([[50, 50]], 12)])) == 1
    assert len(segment([Stroke.of([[0, 50], [400, 50]], 12)])) >= 1


def test_a_stroke_is_cut_at_its_own_point_by_hand() -> None:
    """One crossing wherever it is cut, so in the middle, where there is a point already."""
    left, right = segment([Stroke.of([[0, 0], [50, 45], [100, 0]], 12)])
    assert left[0].points.tolist() == [[0, 0], [50, 45]]
    assert right[0].points.tolist() == [[50, 45], [50, 45], [100, 0]]
