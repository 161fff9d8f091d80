"""The page does what Python does; and a constant changed on one side alone would be noticed."""

import json
import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Browser, Error, Page

from builder import constants
from builder.constants import Constant
from tests.support.browser.page_modules import module_script
from tests.support.twins import cards, data, decision, photo, reading, wasm
from tests.support.twins.twin import Twin, load

TWINS = [*reading.TWINS, *decision.TWINS, *photo.TWINS, *data.TWINS, *cards.TWINS, *wasm.TWINS]

# Only shown, not computed with: tests/page/pad/test_drawing.py finds it in the page.
SHOWN = {"PEN_WIDTH"}
# A quarter more changes nothing: strokes are whole, and no cut is at the edge.
FURTHER = {"OFF_CENTRE_COST": 8}


@pytest.fixture(scope="module")
def page(browser: Browser, page_file: Path) -> Iterator[Page]:
    """The built page, for its data; the modules of the tests run beside its own."""
    with browser.new_context(offline=True) as context:
        page = context.new_page()
        page.goto(page_file.as_uri())
        yield page


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.name)
def test_the_page_does_what_python_does(page: Page, twin: Twin) -> None:
    load(page, script())
    assert twin.differing(page) == []


@cache
def script() -> str:
    """Return the modules of all twins, and of what they stand on, as one script."""
    wanted = {"network/networks": ["pageNetworks"], "network/reading": ["createReader"]}
    for twin in TWINS:
        for path, names in twin.modules.items():
            wanted[path] = [*wanted.get(path, []), *names]
    return module_script(wanted)


def changed(constant: Constant) -> float | list[float]:
    """Return another value: at least a quarter more."""
    if isinstance(constant.value, tuple):
        return [constant.value[0] * 1.25, *constant.value[1:]]
    if isinstance(constant.value, int):
        return math.ceil(constant.value * 1.25)
    return FURTHER.get(constant.name, constant.value * 1.25)


def with_constant(room: str, constant: Constant) -> str:
    """Return the page's script with one emitted constant changed."""
    before, module = script().split(f"// constants/{room}.js\n")
    written = f"const {constant.name} = {json.dumps(constant.value)};"
    assert written in module
    other = f"const {constant.name} = {json.dumps(changed(constant))};"
    return f"{before}// constants/{room}.js\n{module.replace(written, other, 1)}"


def noticed(page: Page, room: str, source: ModuleType, constant: Constant) -> bool:
    """Whether a twin differs, or breaks off, with a constant changed in the page alone."""
    try:
        load(page, with_constant(room, constant))
        return any(twin.differing(page) for twin in TWINS if source in twin.uses)
    except Error:
        return True


@pytest.mark.parametrize(
    ("room", "source"),
    [(room, source) for room, sources in constants.ROOMS.items() for source in sources],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_constant_changed_in_the_page_alone_is_noticed(
    page: Page, room: str, source: ModuleType
) -> None:
    unnoticed = [
        constant.name
        for constant in constants.documented(source)
        if constant.name not in SHOWN and not noticed(page, room, source, constant)
    ]
    assert unnoticed == []
