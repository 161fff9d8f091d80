"""Memory leaks of the page: its JavaScript heap after thousands of strokes, drawn and cleared.

    python -m bench.memory [--page FILE] [--strokes 3000]

A third of the strokes is drawn first, so that everything is built and warm; then what is left
after a garbage collection is compared before and after the others. Every digit has three strokes.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

from bench.timing import machine
from builder.site import OUTPUT
from tests.support.browser import FLAGS, find_chromium
from tests.support.open_page import OpenPage

CHUNK = 150
DRAW = """async (strokes) => {
  const pad = document.querySelector("#pad");
  const box = pad.getBoundingClientRect();
  const at = () => 20 + 240 * Math.random();
  const send = (type, buttons) => pad.dispatchEvent(new PointerEvent(type, {
    bubbles: true, isPrimary: true, pointerId: 1, buttons, button: 0,
    clientX: box.left + at(), clientY: box.top + at(),
  }));
  pad.setPointerCapture = () => undefined; // there is no such pointer
  for (let stroke = 0; stroke < strokes; stroke++) {
    send("pointerdown", 1);
    for (let move = 0; move < 4; move++) send("pointermove", 1);
    send("pointerup", 0);
    if (stroke % 3 === 2) document.querySelector("#clear").click();
    await new Promise(requestAnimationFrame);
  }
}"""


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
    """Draw strokes in chunks, as a call that took minutes would time out."""
    for first in range(0, strokes, CHUNK):
        page.evaluate(DRAW, min(CHUNK, strokes - first))
    page.click("#clear")
    page.wait_for_timeout(500)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The page's heap, before and after many strokes.")
    parser.add_argument("--page", type=Path, default=OUTPUT, help="the built page")
    parser.add_argument("--strokes", type=int, default=3000, help="strokes to draw, all told")
    given = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
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
        browser.close()
    print(f"after {warm:,} strokes:  {before}")
    print(f"after {given.strokes:,} strokes:  {after}")
    print(f"grown by {(after.heap - before.heap) / 1e3:+,.0f} kB ({machine()})")


if __name__ == "__main__":
    main()
