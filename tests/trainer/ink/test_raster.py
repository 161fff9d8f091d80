"""Rasterising against the definition: each pixel from its distance to the nearest segment."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from trainer.ink.raster import Placement, Stroke, rasterize

IDENTITY = Placement(1.0, 0.0, 0.0, 0.0)
Points = list[tuple[float, float]]


def distance(x: float, y: float, a: tuple[float, float], b: tuple[float, float]) -> float:
    """From (x, y) to the segment a–b, by geometry."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length2 = dx * dx + dy * dy
    along = 0.0 if length2 == 0 else ((x - a[0]) * dx + (y - a[1]) * dy) / length2
    along = min(max(along, 0), 1)
    return math.hypot(x - a[0] - along * dx, y - a[1] - along * dy)


def drawn(strokes: list[tuple[Points, float]], size: int) -> NDArray[np.float64]:
    """Coverage (size, size) in [0, 1], a pixel and a segment at a time."""
    coverage = np.zeros((size, size))
    for points, width in strokes:
        for a, b in zip(points, points[1:] or points, strict=False):
            for row in range(size):
                for column in range(size):
                    near = 0.5 + width / 2 - distance(column + 0.5, row + 0.5, a, b)
                    coverage[row, column] = max(coverage[row, column], min(max(near, 0), 1))
    return coverage


COORDINATE = st.floats(-6, 18).map(lambda x: round(x, 3))
STROKE = st.tuples(
    st.lists(st.tuples(COORDINATE, COORDINATE), min_size=1, max_size=4),
    st.floats(0.5, 6).map(lambda x: round(x, 3)),
)


@given(strokes=st.lists(STROKE, max_size=3))
def test_pictures_are_as_defined_on_the_picture_and_beyond_its_edges(
    strokes: list[tuple[Points, float]],
) -> None:
    found = rasterize([Stroke.of(points, width) for points, width in strokes], IDENTITY, 12)
    assert np.abs(found - 255 * drawn(strokes, 12)).max() <= 0.5 + 1e-9


def test_a_placement_scales_and_shifts_points_and_pens() -> None:
    stroke = Stroke.of([[10, 20], [50, 20], [50, 60]], 8)
    moved = Stroke(stroke.points * 0.25 + np.array([3, 1]), 8 * 0.25)
    placed = rasterize([stroke], Placement(0.25, 3, 1, 0), 28)
    assert (placed == rasterize([moved], IDENTITY, 28)).all()
    own_pen = rasterize([stroke], Placement(0.25, 3, 1, 3), 28)
    assert (own_pen == rasterize([Stroke(moved.points, 3)], IDENTITY, 28)).all()
    assert own_pen.sum() > placed.sum()


def test_overlaps_take_the_larger_coverage_whatever_the_order() -> None:
    a, b = Stroke.of([[2, 2], [9, 9]], 3), Stroke.of([[9, 2], [2, 9]], 2)
    both = rasterize([a, b], IDENTITY, 12)
    single = [rasterize([stroke], IDENTITY, 12) for stroke in (a, b)]
    assert (both == np.maximum(*single)).all()
    assert (both == rasterize([b, a], IDENTITY, 12)).all()


@pytest.mark.parametrize("strokes", [[], [Stroke.of([], 5)], [Stroke.of([[-40, -40]], 5)]])
def test_nothing_drawn_is_paper(strokes: list[Stroke]) -> None:
    picture = rasterize(strokes, IDENTITY, 8)
    assert picture.dtype == np.uint8
    assert not picture.any()
