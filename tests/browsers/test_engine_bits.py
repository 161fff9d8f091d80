"""The engine's numbers in Firefox and WebKit: to the bit those of wasmtime."""

from collections.abc import Iterator

import pytest

from tests.browsers.drivers import BROWSERS, Visit, missing, wait_for
from tests.support.browser.engine_calls import CASES, Case
from tests.support.browser.engine_script import CALLS

pytestmark = pytest.mark.slow

START = f"""
window.found = null;
({CALLS})(arguments[0]).then((found) => {{ window.found = found; }});
"""


@pytest.fixture(scope="module", params=sorted(BROWSERS))
def visit(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visit]:
    if reason := missing(request.param):
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp(request.param)
    blank = folder / "blank.html"
    blank.write_text("<!doctype html><title>blank</title>", "utf-8")
    with BROWSERS[request.param](folder) as visit:
        visit.open(blank.as_uri())
        yield visit


@pytest.mark.parametrize("name", CASES)
def test_the_bits_are_wasmtimes(visit: Visit, name: str) -> None:
    case = Case(*CASES[name])
    visit.run(START, case.argument)
    wait_for(visit, "return window.found !== null")
    case.check(visit.run("return window.found"))
