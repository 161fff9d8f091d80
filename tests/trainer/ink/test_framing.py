"""Rasterising and framing of strokes: examples by hand, and properties."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.support.drawings.strokes import random_digit
from trainer.ink.framing import Options, frame
from trainer.ink.raster import PAD_SIZE, Placement, Stroke, rasterize
from trainer.ink.resize import resize_bilinear

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


# A hook, 40 wide and 85 high: 85 pixels of path become 17, so the scale is 0.2. The box's centre,
# (120, 72.5), goes to (14, 14).
HOOK = [Stroke.of([[100, 30], [140, 30]], 10), Stroke.of([[140, 30], [140, 115]], 20)]
ON_THE_PAD = Placement(0.1, 0, 0, 0)
IN_THE_BOX = Placement(0.2, -10, -0.5, 0)
REDRAWN = Placement(0.2, -10, -0.5, 2)


def places(found: Placement) -> tuple[float, float, float, float]:
    return found.scale, found.dx, found.dy, found.pen


def centred(placement: Placement) -> Placement:
    """The placement shifted by what its picture's centre of mass is off (14, 14)."""
    x, y = centre_of_mass(rasterize(HOOK, placement, 28))
    return Placement(placement.scale, placement.dx + 14 - x, placement.dy + 14 - y, placement.pen)


@pytest.mark.parametrize(
    ("options", "boxed", "redrawn"),
    [
        (Options(), IN_THE_BOX, REDRAWN),
        (Options(box=False), ON_THE_PAD, Placement(0.1, 0, 0, 2)),
        (Options(redraw=False), IN_THE_BOX, IN_THE_BOX),
        (Options(box=False, redraw=False), ON_THE_PAD, ON_THE_PAD),
    ],
    ids=str,
)
@pytest.mark.parametrize("mass", [True, False])
def test_every_step_of_framing_can_be_left_out(
    options: Options, boxed: Placement, redrawn: Placement, mass: bool
) -> None:
    framed = frame(HOOK, replace(options, mass=mass))
    last = centred(redrawn) if mass else redrawn
    assert places(framed.drawn) == pytest.approx(places(ON_THE_PAD))
    assert places(framed.boxed) == pytest.approx(places(boxed))
    assert places(framed.redrawn) == pytest.approx(places(redrawn))
    assert places(framed.centred) == pytest.approx(places(last))
    assert (framed.image28 == rasterize(HOOK, framed.centred, 28)).all()
    assert framed.picture is framed.image28
    assert framed.ink == "ink"


def test_the_whole_pad_is_taken_as_it_was_drawn() -> None:
    framed = frame(HOOK, Options(whole=True))
    assert (framed.picture == rasterize(HOOK, IDENTITY, PAD_SIZE)).all()
    assert (framed.image28 == resize_bilinear(framed.picture[None], 28)[0]).all()


@pytest.mark.parametrize("options", [Options(), Options(whole=True)], ids=str)
def test_a_blank_pad_is_blank_in_every_step(options: Options) -> None:
    framed = frame([Stroke.of([], 18)], options)
    for step in (framed.drawn, framed.boxed, framed.redrawn, framed.centred):
        assert places(step) == pytest.approx(places(ON_THE_PAD))
    for picture in (framed.image28, framed.picture):
        assert picture.shape == (28, 28)
        assert picture.dtype == np.uint8
        assert not picture.any()


def test_points_of_a_stroke_are_float64_whatever_is_given() -> None:
    for points in ([[1, 2], [3, 4]], [], [[1.5, 2]]):
        stroke = Stroke.of(points, 7)
        assert stroke.points.dtype == np.float64
        assert stroke.points.shape == (len(points), 2)
        assert isinstance(stroke.width, float)


def test_strokes_beside_the_pad_stay_where_they_are() -> None:
    """Without a box to scale, a picture may have no ink, and so no centre of mass."""
    framed = frame([Stroke.of([[-90, -90], [-60, -60]], 8)], Options(box=False))
    assert places(framed.centred) == places(framed.redrawn)
    assert not framed.image28.any()
