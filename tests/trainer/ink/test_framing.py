"""Rasterising and framing of strokes: examples by hand, and properties."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.support.drawings.strokes import random_digit
from trainer.ink.framing import frame
from trainer.ink.raster import Placement, Stroke, rasterize

IDENTITY = Placement(1.0, 0.0, 0.0, 0.0)


def test_raster_of_one_vertical_segment_by_hand() -> None:
    # From (2, 1) to (2, 3), 2 wide: the columns 1 and 2, centres 0.5 off the path, are full
    # (0.5 + 1 − 0.5 = 1); columns 0 and 3 touch the edge (0.5 + 1 − 1.5 = 0). Above and below,
    # at (1.5, 0.5) and (1.5, 3.5), d = √0.5, so 0.5 + 1 − 0.7071 = 0.7929, byte 202.
    stroke = Stroke.of([[2, 1], [2, 3]], 2)
    assert rasterize([stroke], IDENTITY, 4).tolist() == [
        [0, 202, 202, 0],
        [0, 255, 255, 0],
        [0, 255, 255, 0],
        [0, 202, 202, 0],
    ]


def test_a_single_point_is_a_round_dot() -> None:
    dot = rasterize([Stroke.of([[1.5, 1.5]], 1)], IDENTITY, 3)
    assert dot.tolist() == [[0, 0, 0], [0, 255, 0], [0, 0, 0]]


def test_framed_bar_fills_the_box_and_sits_in_the_middle() -> None:
    framed = frame([Stroke.of([[200, 30], [200, 130]], 18)])
    rows, columns = np.nonzero(framed.image28)
    assert (rows.min(), rows.max()) == (5, 23)  # 14.5 ± (8.5 + 1) from the edge
    assert (columns.min(), columns.max()) == (13, 15)


def centre_of_mass(image: NDArray[np.uint8]) -> tuple[float, float]:
    weights = image.astype(float)
    index = np.arange(28)
    x = (weights.sum(0) @ index) / weights.sum()
    y = (weights.sum(1) @ index) / weights.sum()
    return x, y


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    shift=st.tuples(st.floats(-60, 60), st.floats(-60, 60)),
    scale=st.floats(0.3, 1.5),
    width=st.floats(4, 40),
)
def test_framing_is_invariant_to_place_size_and_pen(
    seed: int, shift: tuple[float, float], scale: float, width: float
) -> None:
    strokes = random_digit(np.random.default_rng(seed))
    moved = [Stroke(s.points * scale + np.array(shift), width) for s in strokes]
    before, after = frame(strokes), frame(moved)
    if before.ink == after.ink == "ink":
        difference = before.image28.astype(int) - after.image28.astype(int)
        assert abs(difference).max() <= 1
        assert centre_of_mass(before.image28) == pytest.approx((14.0, 14.0), abs=0.35)


def test_blank_pads_and_specks_are_recognised() -> None:
    assert frame([]).ink == "none"
    assert frame([Stroke.of([], 18)]).ink == "none"
    assert frame([Stroke.of([[100, 100]], 18)]).ink == "speck"
    assert frame([Stroke.of([[100, 100], [113, 105]], 18)]).ink == "speck"
    assert frame([Stroke.of([[100, 100], [114, 105]], 18)]).ink == "ink"
