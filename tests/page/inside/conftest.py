"""The page looked into."""

import pytest
from playwright.sync_api import Page

from tests.support.browser import inside
from tests.support.browser.open_page import OpenPage
from trainer.networks.network import Network


@pytest.fixture(scope="session")
def networks() -> dict[str, Network]:
    """The page's networks in float64."""
    return inside.in_float64()


@pytest.fixture
def page_inside(visited: OpenPage) -> Page:
    """A page with a sample on its pad, looking into the 1989 network; nothing is held."""
    visited.page.click(f'#samples [data-label="{inside.SAMPLE}"]')
    inside.look_into(visited.page, "zipcode-1989")
    return visited.page
