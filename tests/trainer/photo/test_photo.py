"""Framing of pictures: invariant to how they are taken, and refused without a digit."""

import json
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.support.commands import run
from tests.support.drawings.pictures import blackboard, photo, row, scan
from tests.support.paths import WEIGHTS
from trainer.checkpoints.checkpoint import load_network
from trainer.datasets.mnist import load_mnist_first
from trainer.networks.predict import predict
from trainer.photo.areas import average_areas, shrink
from trainer.photo.background import NoDigitError
from trainer.photo.components import label
from trainer.photo.photo import frame_digits
from trainer.photo.thickness import dilate, stroke_width

FILE_1989 = WEIGHTS / "zipcode-1989" / "1989.safetensors"
Bytes = NDArray[np.uint8]
COUNT = 100


def test_the_digits_of_a_row_are_separated() -> None:
    data = load_mnist_first()
    digits = data.test_images[:5]
    picture = row(digits)
    framed = frame_digits(picture)
    assert len(framed) == len(digits)
    network, _ = load_network(FILE_1989)
    images = np.stack([one.image28 for one in framed])
    assert (
        predict(network, network.inputs(images)).argmax(1).tolist() == data.test_labels[:5].tolist()
    )
    # A row of two lines, or of a digit and a dot, is not taken for a row.
    assert len(frame_digits(np.vstack([picture[:, :300], picture[:, 300:600]]))) == 1


@pytest.mark.parametrize("take", [scan, blackboard, photo])
def test_framed_digits_are_recognised_as_well_as_the_originals(take) -> None:  # type: ignore[no-untyped-def]
    network, _ = load_network(FILE_1989)
    data = load_mnist_first()
    images, labels = data.test_images[:COUNT], data.test_labels[:COUNT]
    framed = np.stack([frame_digits(take(digit, i))[0].image28 for i, digit in enumerate(images)])
    misses = [
        int(np.count_nonzero(predict(network, network.inputs(each)).argmax(1) != labels))
        for each in (images, framed)
    ]
    assert misses[1] <= misses[0] + 2
    index = np.arange(28)
    ink = framed.astype(float)
    for axis in (1, 2):
        centre = (ink.sum(axis) @ index) / ink.sum((1, 2))
        np.testing.assert_allclose(centre, 14, atol=0.1)


def test_a_thin_pen_is_thickened() -> None:
    picture = np.full((400, 300), 255, np.uint8)
    picture[50:350, 149:151] = 0
    framed = frame_digits(picture)[0].image28.astype(float)
    assert framed[14].sum() / 255 == pytest.approx(2, abs=0.5)
    rows = np.flatnonzero(framed.max(1) > 100)
    assert np.ptp(rows) + 1 == pytest.approx(20, abs=1)


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (np.full((100, 100), 200), "it is blank"),
        (np.random.default_rng(1).normal(128, 20, (100, 100)), "stands out"),
        (np.zeros((2, 50)), "only 50×2 pixels"),
        (np.pad(np.zeros((2, 2)), 100, constant_values=255), "specks"),
    ],
    ids=["blank", "noise", "tiny", "dot"],
)
def test_pictures_without_a_digit_are_refused(picture: Bytes, words: str) -> None:
    with pytest.raises(NoDigitError, match=words):
        frame_digits(picture.astype(np.uint8))


def test_areas_averaged_by_hand() -> None:
    picture = np.array([[3.0, 6.0, 9.0]])
    halves = average_areas(picture, np.array([0.0, 1.0]), np.array([0, 1.5, 3]))
    np.testing.assert_allclose(halves, [[4.0, 8.0]])
    # Outside the picture there is nothing, which counts as 0.
    beyond = average_areas(picture, np.array([-1.0, 1.0]), np.array([-3.0, 3.0]))
    np.testing.assert_allclose(beyond, [[1.5]])


def test_a_picture_of_extreme_shape_needs_no_more_memory_than_it_has_pixels() -> None:
    tracemalloc.start()
    strip = np.zeros((2, 4_000_000), np.uint8)
    assert shrink(strip).shape == (1, 240)
    assert tracemalloc.get_traced_memory()[1] < 20 * strip.size
    tracemalloc.stop()


def test_components_by_hand() -> None:
    mask = np.array([[1, 0, 1, 0, 0], [1, 1, 1, 0, 1], [0, 0, 0, 0, 0], [1, 0, 0, 1, 0]], bool)
    labels, count = label(mask)
    assert count == 4
    assert labels.tolist() == [[1, 0, 1, 0, 0], [1, 1, 1, 0, 2], [0] * 5, [3, 0, 0, 4, 0]]


def test_stroke_width_and_spread() -> None:
    bar = np.zeros((60, 60))
    bar[10:50, 28:32] = 1
    assert stroke_width(bar) == pytest.approx(4, rel=0.15)
    thicker = dilate(bar, 2)
    assert thicker[30].sum() == pytest.approx(8, abs=0.1)
    assert (np.diff(np.flatnonzero(thicker[:, 30])) == 1).all()


def test_the_command_reads_valid_pictures_and_reports_the_others(tmp_path: Path) -> None:
    data = load_mnist_first()
    Image.fromarray(scan(data.test_images[0], 0)).save(tmp_path / "a.jpg")
    Image.fromarray(data.test_images[1]).save(tmp_path / "b.png")
    (tmp_path / "c.png").write_bytes(b"no picture")
    Image.new("L", (50, 50), 255).save(tmp_path / "d.png")
    result = run("trainer", "predict", str(tmp_path), str(tmp_path / "gone.png"), "--json")
    assert result.code == 2
    answers = json.loads(result.stdout)
    assert [Path(answer["picture"]).name for answer in answers] == [
        "a.jpg", "b.png", "c.png", "d.png", "gone.png"
    ]  # fmt: skip
    read = [answer["answers"]["zipcode-1989/1989"]["digit"] for answer in answers[:2]]
    assert read == data.test_labels[:2].tolist()
    problems = [answer.get("problem", "") for answer in answers]
    assert problems[:2] == ["", ""]
    for problem, words in zip(
        problems[2:], ["no picture in a form", "it is blank", "no such"], strict=True
    ):
        assert words in problem
    table = run("trainer", "predict", str(tmp_path))
    assert "zipcode-1989/1989" in table.stdout
    assert "d.png: no digit read, it is blank" in table.stderr
    assert run("trainer", "predict", str(tmp_path / "a.jpg")).code == 0
