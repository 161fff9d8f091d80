"""What the page's networks see, by the page's own path, against NumPy: to the bit."""

from dataclasses import asdict, replace

import numpy as np
import pytest
from playwright.sync_api import Page

from builder.emit import describe
from tests.support.browser.page_modules import call, module_script
from tests.support.drawings.strokes import as_json, random_digit
from trainer.ink.framing import Options, frame
from trainer.layers import Flatten
from trainer.networks.input import Input
from trainer.networks.network import Network
from trainer.networks.registry import NETWORKS, create

PREPARE = """([input, cases, options]) => cases.map((strokes) =>
  [...prepareInput(input, frame(strokes, options))])"""

INPUTS = {
    **{name: create(name).input for name in NETWORKS},
    "plain": Input(20),
    "inverted": Input(9, margin=1, paper=1, ink=-0.3),
    "two channels": Input(28, channels=2, paper=0.1, ink=0.7),
    "filled": Input(12, margin=2, framing="size-normalized"),
}


def check(blank: Page, emitted: Input, given: Input, options: Options, count: int) -> None:
    """Frame and prepare digits in the page as ``emitted`` says, in Python as ``given`` does."""
    blank.evaluate(module_script({"network/input": ["prepareInput"], "ink/framing": ["frame"]}))
    cases = [random_digit(np.random.default_rng(seed)) for seed in range(count)]
    description = describe(Network("test", emitted, [Flatten()]))["input"]
    strokes = [as_json(case) for case in cases]
    found = call(blank, PREPARE, [description, strokes, asdict(options)])
    framed = [frame(case, options) for case in cases]
    filled = given.framing == "size-normalized"
    pictures = np.stack([each.image28 if filled else each.picture for each in framed])
    assert found == given.prepare(pictures).reshape(len(cases), -1).tolist()


@pytest.mark.parametrize("whole", [False, True], ids=["framed", "whole pad"])
@pytest.mark.parametrize("given", INPUTS.values(), ids=INPUTS)
def test_the_page_sees_what_python_sees(blank: Page, given: Input, whole: bool) -> None:
    check(blank, given, given, Options(whole=whole), 4 if whole else 12)


def test_a_planted_error_is_found(blank: Page) -> None:
    given = INPUTS["plain"]
    with pytest.raises(AssertionError):
        check(blank, replace(given, ink=0.99), given, Options(), 1)
