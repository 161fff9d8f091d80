"""What the tests share: one thread for the maths, no deadlines, a Chromium kept offline."""

import os

# Two test processes share a small machine, so more threads than one each get in the way.
# Set before anything imports NumPy.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from builder import site
from tests.support.browser.chromium import FLAGS, find_chromium
from tests.support.browser.open_page import OpenPage
from tests.support.eventually import PATIENCE

# The same examples everywhere, and no failure because a machine is busy.
settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")
expect.set_options(timeout=1000 * PATIENCE)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the Chromium that `python -m tests.support.browser` settled on."""
    return {**browser_type_launch_args, "executable_path": find_chromium(), "args": list(FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Every page is opened without a network, as its visitor may be."""
    return {**browser_context_args, "offline": True}


@pytest.fixture(scope="session")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page, built once from the shipped weights."""
    path = tmp_path_factory.mktemp("page") / "index.html"
    site.build(output=path)
    return path


@pytest.fixture(scope="session")
def offline(browser: Browser) -> Iterator[BrowserContext]:
    """One context for all tests that need no setting of their own; nothing moves in it."""
    with browser.new_context(offline=True, reduced_motion="reduce") as context:
        yield context


@pytest.fixture
def unopened(offline: BrowserContext, page_file: Path) -> Iterator[OpenPage]:
    """The page before it is opened; at the end of the test it must have kept quiet."""
    with offline.new_page() as page:
        unopened = OpenPage(page, page_file)
        yield unopened
        unopened.check_quiet()


@pytest.fixture
def opened(unopened: OpenPage) -> OpenPage:
    """The page, newly opened, with a blank pad."""
    return unopened.open()


@pytest.fixture(scope="session")
def _visited(browser: Browser, page_file: Path) -> Iterator[OpenPage]:
    with browser.new_context(offline=True, reduced_motion="reduce") as context:
        yield OpenPage(context.new_page(), page_file).open()


@pytest.fixture
def visited(_visited: OpenPage, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """One page for all tests that leave nothing behind but what a link can bring back.

    After a test that failed, it is loaded again.
    """
    failed = request.session.testsfailed
    yield _visited.reset()
    if request.session.testsfailed > failed:
        _visited.page.goto("about:blank")
        _visited.open()
    else:
        _visited.check_quiet()


@pytest.fixture(scope="session")
def _bare(offline: BrowserContext) -> Page:
    return offline.new_page()


@pytest.fixture
def blank(_bare: Page) -> Page:
    """A page with nothing in it, to run modules in; the same one, emptied, for every test."""
    _bare.goto("about:blank")
    return _bare
