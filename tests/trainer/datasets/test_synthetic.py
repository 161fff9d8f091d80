from pathlib import Path

import numpy as np
import pytest

from trainer.datasets.dataset import NO_CLASS
from trainer.datasets.pendigits import PenDigit
from trainer.datasets.synthetic import shapes, today
from trainer.datasets.synthetic.nondigits import SHARES, NonDigits
from trainer.datasets.synthetic.shapes import Path2D, read_shapes
from trainer.datasets.synthetic.stroke_variation import vary
from trainer.errors import UserError
from trainer.ink.bulk_framing import frame_all, pack
from trainer.ink.framing import frame
from trainer.ink.raster import Stroke


def drawings(wobble: float = 3.0) -> list[list[Path2D]]:
    rng = np.random.default_rng(3)
    return [shape.draw(rng, wobble) for shape in read_shapes("digit")]


def test_bulk_framing_equals_the_framing_of_the_page() -> None:
    drawn = drawings()
    bulk = frame_all(pack(drawn))
    for picture, strokes in zip(bulk, drawn, strict=True):
        reference = frame([Stroke(stroke, 18) for stroke in strokes]).image28
        assert np.abs(picture.astype(int) - reference).max() <= 2


def test_single_points_and_many_chunks_keep_their_owners() -> None:
    dot, bar = np.array([[5.0, 5.0]]), np.array([[0.0, 0.0], [0.0, 9.0]])
    pictures = frame_all(pack([[bar], [bar + 3, dot]] * 500))
    assert (pictures[0::2] == pictures[0]).all()
    assert (pictures[1::2] == pictures[1]).all()
    assert not (pictures[0] == pictures[1]).all()


def test_variations_are_reproducible_and_keep_every_drawing() -> None:
    packed = pack(drawings() * 5)
    first, again = vary(packed, np.random.default_rng(1)), vary(packed, np.random.default_rng(1))
    assert (first.points == again.points).all()
    assert first.count == packed.count
    assert (np.diff(first.drawing) >= 0).all()
    assert first.stroke_start[first.first_point].all()
    assert first.stroke_start.sum() == packed.stroke_start.sum()


def test_shapes_cover_every_digit_many_times() -> None:
    labels = [shape.label for shape in read_shapes("digit")]
    assert all(labels.count(str(digit)) >= 8 for digit in range(10))


def test_a_path_runs_through_its_points_and_keeps_corners() -> None:
    points = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]])
    sharp = shapes.smooth(points, np.array([False, True, False]))
    soft = shapes.smooth(points, np.array([False, False, False]))
    assert sharp[shapes.STEPS].tolist() == soft[shapes.STEPS].tolist() == [10, 0]
    assert np.allclose(sharp[: shapes.STEPS, 1], 0)
    assert not np.allclose(soft[: shapes.STEPS, 1], 0)


def test_the_first_bad_line_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shapes, "DATA", tmp_path)
    (tmp_path / "digit-shapes.txt").write_text("# ways\n7 plain: 1,2 3;4\n")
    with pytest.raises(UserError, match=r"line 2: expected 'label name: x,y"):
        read_shapes("digit")


def test_every_kind_of_nondigit_can_be_drawn() -> None:
    digits = [(int(shape.label), shape.draw()) for shape in read_shapes("digit")]
    maker = NonDigits(np.random.default_rng(2), read_shapes("other"), digits)
    assert sum(SHARES.values()) == pytest.approx(1)
    for kind in SHARES:
        drawing = getattr(maker, kind)()
        assert drawing
        assert all(stroke.ndim == 2 and np.isfinite(stroke).all() for stroke in drawing)
    assert len(maker.draw(40)) == 40


def test_the_training_set_has_no_digit_of_a_held_out_writer() -> None:
    # A held-out writer's digits carry the label 9 here, all others 1: no 9 may come from a pen.
    path = [np.array([[0.0, 0.0], [0.0, 100.0]])]
    pen_digits = [
        PenDigit(f"{w}", "pendigits", f"pd-train-w{w:02d}", 9 if w % 3 == 0 else 1, path)
        for w in range(1, 31)
    ]
    mnist = np.zeros((2, 28, 28), np.uint8), np.array([0, 0])
    mnist[0][:, 10:18, 10:18] = 255
    amounts = today.Amounts(mnist_warps=1, pen_variants=2, shapes_per_digit=10, nondigits=15)
    images, labels = today.build_training_set(mnist, pen_digits, amounts)
    assert images.shape == (2 * 2 + 20 * 3 + 100 + 15, 28, 28)
    assert np.count_nonzero(labels == 9) == 10  # the shapes
    assert np.count_nonzero(labels == NO_CLASS) == 15
    again, _ = today.build_training_set(mnist, pen_digits, amounts)
    assert (images == again).all()
