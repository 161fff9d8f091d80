"""A row of digits cut into digits by the page and by :mod:`trainer.ink.segment`: to the bit."""

from typing import Any

from playwright.sync_api import Page

from tests.support.handwriting import ROUND
from tests.support.page_modules import call, module_script
from tests.support.rows import ROWS, row
from trainer.ink.segment import segment


def test_the_page_cuts_alike_to_the_bit(blank: Page) -> None:
    blank.evaluate(module_script({"ink/segment": ["segment"]}))
    rows = [row(digits, alphabet, gap, seed)[0]
            for seed, (digits, alphabet, gap) in enumerate(ROWS)]  # fmt: skip
    rows += [row([3, 8, 8, 0, 6], ROUND, -0.15, seed)[0] for seed in range(5)]
    plain: list[list[dict[str, Any]]] = [
        [{"points": stroke.points.tolist(), "width": stroke.width} for stroke in strokes]
        for strokes in rows
    ]
    cut = call(blank, "rows => rows.map((row) => segment(row))", plain)
    for strokes, groups in zip(rows, cut, strict=True):
        expected = [
            [{"points": stroke.points.tolist(), "width": stroke.width} for stroke in group]
            for group in segment(strokes)
        ]
        assert groups == expected
