"""Units, connections and parameters, layer by layer, as in the papers."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.inside import look_into


@pytest.mark.parametrize(
    ("network", "total"),
    [("zipcode-1989", "1,256 64,660 9,760"), ("lenet5", "7,542 423,038 61,706")],
)
def test_the_counts_add_up(page_inside: Page, network: str, total: str) -> None:
    look_into(page_inside, network)
    table = page_inside.locator(f'.counts [data-inside="{network}"]')
    expect(table).to_be_visible()
    rows = table.locator("tbody tr").all()
    cells = [row.locator(".number").all_inner_texts() for row in rows]
    sums = [
        sum(int(text.replace(",", "") or 0) for text in column)
        for column in zip(*cells, strict=True)
    ]
    footer = table.locator("tfoot .number").all_inner_texts()
    assert " ".join(footer) == total == " ".join(f"{value:,}" for value in sums)
