"""The reject option of the `today` weights: non-digits are rejected, digits accepted."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.paths import FIXTURES, ROOT
from trainer.checkpoints.bundled import load_reader
from trainer.checkpoints.checkpoint import load
from trainer.datasets.synthetic.nondigits import NonDigits
from trainer.ink.framing import frame
from trainer.ink.raster import Stroke

TODAY = sorted((ROOT / "trainer" / "weights").glob("*/today.safetensors"))


def fixture(name: str) -> list[list[Stroke]]:
    drawings: list[dict[str, Any]] = json.loads((FIXTURES / f"{name}.json").read_text())
    return [[Stroke.of(points, each["width"]) for points in each["strokes"]] for each in drawings]


def scribbles(count: int) -> list[list[Stroke]]:
    rng = np.random.default_rng(2026)
    maker = NonDigits(rng, [], [])
    kinds = ("scribble", "hatching", "loops", "lying_line")
    drawings = [getattr(maker, kinds[index % len(kinds)])() for index in range(count)]
    return [[Stroke(stroke * 90 + 50, 18) for stroke in drawing] for drawing in drawings]


def accepted(weights: Path, drawings: list[list[Stroke]]) -> float:
    """Return the share that is accepted."""
    framed = [frame(strokes) for strokes in drawings]
    images, ink = np.stack([each.image28 for each in framed]), [each.ink for each in framed]
    states = [decision.state for decision in load_reader(weights).read(images, ink)]
    return states.count("accepted") / len(states)


@pytest.mark.parametrize("weights", TODAY, ids=lambda path: path.parent.name)
def test_digits_are_accepted_and_non_digits_rejected(weights: Path) -> None:
    junk = fixture("junk")
    assert len(junk) >= 60
    assert accepted(weights, junk) <= 0.10
    assert accepted(weights, scribbles(120)) <= 0.10
    assert accepted(weights, fixture("strokes")) >= 0.92


@pytest.mark.parametrize("weights", TODAY, ids=lambda path: path.parent.name)
def test_held_out_writers_have_the_score_in_the_card(weights: Path) -> None:
    score = load(weights)[1].stroke_score
    assert score
    assert score.misses / score.digits <= 0.03
    assert score.accepted / score.digits >= 0.92
    assert score.accepted_right / score.accepted >= 0.99
