"""Framing many drawings at once: as one by one, each with its own pen."""

import numpy as np
import pytest

from tests.support.drawings.strokes import random_digit
from trainer.ink import bulk_framing
from trainer.ink.bulk_framing import bounding_boxes, frame_all, pack
from trainer.ink.framing import FRAMED_PEN_WIDTH, IMAGE_SIZE, frame

DRAWINGS = [[stroke.points for stroke in random_digit(np.random.default_rng(n))] for n in range(9)]


def test_a_batch_knows_its_drawings_and_strokes() -> None:
    batch = pack([[np.zeros((3, 2)), np.zeros((0, 2))], [np.ones((1, 2)), np.ones((2, 2))]])
    assert batch.count == 2
    assert batch.drawing.tolist() == [0, 0, 0, 1, 1, 1]
    assert batch.stroke_start.tolist() == [True, False, False, True, True, False]
    assert batch.first_point.tolist() == [0, 3]
    low, high = bounding_boxes(batch.with_points(np.arange(12.0).reshape(6, 2)))
    assert low.tolist() == [[0, 1], [6, 7]]
    assert high.tolist() == [[4, 5], [10, 11]]


@pytest.mark.parametrize("chunk", [1, 4, 400])
def test_each_is_framed_as_alone_whatever_the_chunk(
    monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(bulk_framing, "CHUNK", chunk)
    pictures = frame_all(pack(DRAWINGS))
    assert pictures.shape == (9, IMAGE_SIZE, IMAGE_SIZE)
    for n in range(9):
        alone = frame(random_digit(np.random.default_rng(n))).image28
        assert np.abs(pictures[n].astype(int) - alone).max() <= 2


def test_each_drawing_has_its_own_pen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_framing, "CHUNK", 4)
    pens = np.linspace(1.5, 3, 9).astype(np.float32)
    pictures = frame_all(pack(DRAWINGS), pens)
    for n, pen in enumerate(pens):
        assert (pictures[n] == frame_all(pack([DRAWINGS[n]]), float(pen))[0]).all()
    usual = frame_all(pack(DRAWINGS), FRAMED_PEN_WIDTH)
    assert (frame_all(pack(DRAWINGS)) == usual).all()
    assert pictures[0].sum() < usual[0].sum()
    assert pictures[-1].sum() > usual[-1].sum()


def test_drawings_of_any_unit_fill_the_same_box() -> None:
    small = [[stroke / 1000 for stroke in drawing] for drawing in DRAWINGS]
    difference = frame_all(pack(small)).astype(int) - frame_all(pack(DRAWINGS))
    assert np.abs(difference).max() <= 1
