"""The Chromium in which the page is measured, and drawing on the page's pad."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.browser.chromium import FLAGS, find_chromium

Drawing = Sequence[Sequence[Sequence[float]]]
"""Strokes of points (x, y), in pad pixels."""
CHUNK = 50
"""Drawings a call: one that took minutes would time out."""

DRAW = """async (drawings) => {
  const pad = document.querySelector("#pad");
  const box = pad.getBoundingClientRect();
  pad.setPointerCapture = () => undefined; // there is no such pointer
  const send = (kind, [x, y]) => pad.dispatchEvent(new PointerEvent(kind, {
    clientX: box.left + x, clientY: box.top + y, pointerId: 1, pointerType: "mouse",
    button: kind === "pointermove" ? -1 : 0, buttons: kind === "pointerup" ? 0 : 1,
    isPrimary: true, bubbles: true,
  }));
  const read = READ;
  const found = [];
  for (const strokes of drawings) {
    document.querySelector("#clear").click();
    for (const points of strokes) {
      send("pointerdown", points[0]);
      for (const point of points.slice(1)) send("pointermove", point);
      send("pointerup", points.at(-1));
    }
    await new Promise(requestAnimationFrame);
    found.push(read());
  }
  return found;
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the Chromium of the tests; close it in the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        yield browser
        browser.close()


def draw_on_pad(page: Page, drawings: Sequence[Drawing], read: str = "() => null") -> Iterator[Any]:
    """Draw each on the cleared pad with pointer events; yield what ``read`` gives a frame later.

    ``read`` is a JavaScript function without parameters whose result can be JSON.
    """
    for start in range(0, len(drawings), CHUNK):
        yield from page.evaluate(DRAW.replace("READ", read), drawings[start : start + CHUNK])
