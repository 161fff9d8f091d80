"""Batches and curvature in Python, in Chromium and in Node: the same numbers, to the bit."""

import base64
import json
import shutil
import subprocess
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page

from tests.support.browser.engine_calls import CASES, IMAGES, Case
from tests.support.browser.engine_script import CALLS


@pytest.fixture(scope="module")
def case_of() -> Callable[[str], Case]:
    made: dict[str, Case] = {}
    return lambda name: made.setdefault(name, Case(*CASES[name]))


@pytest.mark.parametrize("name", CASES)
def test_chromium(blank: Page, case_of: Callable[[str], Case], name: str) -> None:
    case_of(name).check(blank.evaluate(CALLS, case_of(name).argument))


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
@pytest.mark.parametrize("name", CASES)
def test_node(case_of: Callable[[str], Case], name: str) -> None:
    program = f"({CALLS})({json.dumps(case_of(name).argument)})"
    program += ".then((result) => console.log(JSON.stringify(result)));"
    done = subprocess.run(["node", "-"], input=program, capture_output=True, text=True, check=True)
    case_of(name).check(json.loads(done.stdout))


def test_another_order_gives_other_weights(blank: Page, case_of: Callable[[str], Case]) -> None:
    case = case_of("1989 by Adam")
    images = np.arange(IMAGES, dtype=np.int32)
    changed = [*case.argument["arrays"]]
    changed[2] = base64.b64encode(images.tobytes()).decode()
    with pytest.raises(AssertionError):
        case.check(blank.evaluate(CALLS, case.argument | {"arrays": changed}))
