"""Drawings framed by the page and by :mod:`trainer.ink`: to the bit."""

import itertools
from dataclasses import asdict

import numpy as np
import pytest
from playwright.sync_api import Page

from tests.support.browser.page_modules import call, module_script
from tests.support.drawings.strokes import as_json, random_digit
from trainer.ink.framing import Framed, Options, frame
from trainer.ink.raster import Stroke


def same(python: Framed, page: dict[str, object]) -> bool:
    return (
        python.ink == page["ink"]
        and all(
            asdict(getattr(python, step)) == page[step]
            for step in ("drawn", "boxed", "redrawn", "centred")
        )
        and python.image28.ravel().tolist() == page["image28"]
        and python.picture.ravel().tolist() == page["picture"]
    )


FRAME_ALL = """([cases, options]) => cases.map((strokes) => {
  const framed = frame(strokes, options);
  return {...framed, image28: [...framed.image28], picture: [...framed.picture]};
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
