import itertools
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from playwright.sync_api import Page

from tests.support.page_modules import call, module_script
from trainer.ink.framing import Framed, Options, frame
from trainer.ink.raster import Placement, Stroke, rasterize
from trainer.ink.resize import lenet5_input, size_normalize, zipcode_input

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


def random_digit(rng: np.random.Generator) -> list[Stroke]:
    strokes = []
    for _ in range(rng.integers(1, 4)):
        steps = rng.normal(0, 12, (rng.integers(1, 40), 2))
        path = 140 + rng.normal(0, 20, 2) + np.cumsum(steps, axis=0)
        strokes.append(Stroke(path, float(rng.uniform(4, 40))))
    return strokes


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
def test_place_size_and_pen_do_not_matter(
    seed: int, shift: tuple[float, float], scale: float, width: float
) -> None:
    strokes = random_digit(np.random.default_rng(seed))
    moved = [Stroke(s.points * scale + np.array(shift), width) for s in strokes]
    before, after = frame(strokes), frame(moved)
    if before.ink == after.ink == "ink":
        difference = before.image28.astype(int) - after.image28.astype(int)
        assert abs(difference).max() <= 1
        assert centre_of_mass(before.image28) == pytest.approx((14.0, 14.0), abs=0.35)


def test_no_ink_and_specks_are_told() -> None:
    assert frame([]).ink == "none"
    assert frame([Stroke.of([], 18)]).ink == "none"
    assert frame([Stroke.of([[100, 100]], 18)]).ink == "speck"
    assert frame([Stroke.of([[100, 100], [113, 105]], 18)]).ink == "speck"
    assert frame([Stroke.of([[100, 100], [114, 105]], 18)]).ink == "ink"


def as_json(strokes: list[Stroke]) -> list[dict[str, object]]:
    return [{"points": s.points.tolist(), "width": s.width} for s in strokes]


def same(python: Framed, page: dict[str, object]) -> bool:
    return (
        python.ink == page["ink"]
        and all(
            asdict(getattr(python, step)) == page[step]
            for step in ("drawn", "boxed", "redrawn", "centred")
        )
        and python.image28.ravel().tolist() == page["image28"]
        and python.image16.ravel().tolist() == page["image16"]
    )


FRAME_ALL = """([cases, options]) => cases.map((strokes) => {
  const framed = frame(strokes, options);
  return {...framed, image28: [...framed.image28], image16: [...framed.image16]};
})"""

ALL_OPTIONS = [Options(*flags) for flags in itertools.product([True, False], repeat=3)]


@pytest.mark.parametrize(
    "options", [*ALL_OPTIONS, Options(whole=True)], ids=lambda o: f"{asdict(o)}"
)
def test_page_frames_as_python_does_to_the_bit(blank: Page, options: Options) -> None:
    rng = np.random.default_rng(28)
    count = 8 if options.whole else 60
    cases = [random_digit(rng) for _ in range(count)]
    cases += [[], [Stroke.of([[5, 5]], 18)], [Stroke.of([[3, 3], [3, 3], [90, 270]], 8)]]
    blank.evaluate(module_script({"ink/framing": ["frame"]}))
    results = call(blank, FRAME_ALL, [[as_json(case) for case in cases], asdict(options)])
    differing = [
        index
        for index, (case, result) in enumerate(zip(cases, results, strict=True))
        if not same(frame(case, options), result)
    ]
    assert differing == []


def test_page_makes_the_networks_inputs_as_python_does(blank: Page) -> None:
    image = np.random.default_rng(5).integers(0, 256, (28, 28), np.uint8)
    blank.evaluate(module_script({"ink/resize": ["zipcodeInput", "lenet5Input"]}))
    zipcode, lenet5 = blank.evaluate(
        """(bytes) => {
          const image = Uint8Array.from(bytes);
          return [[...zipcodeInput(image)], [...lenet5Input(image)]];
        }""",
        image.ravel().tolist(),
    )
    assert zipcode == zipcode_input(image[None]).ravel().tolist()
    assert lenet5 == lenet5_input(image[None]).ravel().tolist()


def test_page_size_normalizes_as_python_does(blank: Page) -> None:
    rng = np.random.default_rng(1989)
    images = [frame(random_digit(rng)).image28 for _ in range(40)]
    images += [np.zeros((28, 28), np.uint8), rng.integers(0, 256, (28, 28), np.uint8)]
    blank.evaluate(module_script({"ink/resize": ["sizeNormalize"]}))
    results = call(
        blank,
        "images => images.map((bytes) => [...sizeNormalize(Uint8Array.from(bytes))])",
        [image.ravel().tolist() for image in images],
    )
    assert results == size_normalize(np.stack(images)).reshape(len(images), -1).tolist()
