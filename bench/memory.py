"""Memory leaks of the page: its JavaScript heap after thousands of strokes, drawn and cleared.

    python -m bench.memory [--page FILE] [--strokes 3000]

A third of the strokes is drawn first, so that everything is built and warm; then what is left
after a garbage collection is compared before and after the others. Every drawing has three strokes.
"""

import argparse
import random
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import CDPSession, Page

from bench.chromium import chromium, draw_on_pad
from bench.timing import machine
from builder.site import OUTPUT
from tests.support.browser.open_page import OpenPage

STROKES = 3
"""Strokes of a drawing."""
POINTS = 5
"""Points of a stroke, anywhere on the pad."""


@dataclass(frozen=True)
class Memory:
    """What remains after a garbage collection: bytes of the heap, nodes, listeners."""

    heap: int
    nodes: int
    listeners: int

    def __str__(self) -> str:
        return f"{self.heap / 1e6:.2f} MB, {self.nodes:,} nodes, {self.listeners:,} listeners"


def collect_garbage(session: CDPSession) -> Memory:
    """Collect garbage twice, as the collector may need, and return what remains."""
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    metrics = {
        one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]
    }
    names = ("JSHeapUsedSize", "Nodes", "JSEventListeners")
    return Memory(*(int(metrics[name]) for name in names))


def draw(page: Page, strokes: int) -> None:
    """Draw so many random strokes, ``STROKES`` on each cleared pad."""
    points = [(random.uniform(20, 260), random.uniform(20, 260)) for _ in range(strokes * POINTS)]
    each = [points[start : start + POINTS] for start in range(0, len(points), POINTS)]
    drawings = [each[start : start + STROKES] for start in range(0, strokes, STROKES)]
    for _ in draw_on_pad(page, drawings):
        pass
    page.click("#clear")
    page.wait_for_timeout(500)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The page's heap, before and after many strokes.")
    parser.add_argument("--page", type=Path, default=OUTPUT, help="the built page")
    parser.add_argument("--strokes", type=int, default=3000, help="strokes to draw, all told")
    given = parser.parse_args()
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        opened = OpenPage(page, given.page.resolve()).open()
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        session.send("HeapProfiler.enable")
        warm = given.strokes // 3
        draw(page, warm)
        before = collect_garbage(session)
        draw(page, given.strokes - warm)
        after = collect_garbage(session)
        opened.check_quiet()
    print(f"after {warm:,} strokes:  {before}")
    print(f"after {given.strokes:,} strokes:  {after}")
    print(f"grown by {(after.heap - before.heap) / 1e3:+,.0f} kB ({machine()})")


if __name__ == "__main__":
    main()
