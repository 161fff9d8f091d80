"""The built page, opened from disk without a network, and the things a visitor does with it."""

import base64
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, Route, expect

from tests.support.eventually import PATIENCE, eventually
from trainer.ink.raster import PAD_SIZE, PEN_WIDTH, Placement, Stroke, rasterize

Points = Sequence[tuple[float, float]]

NOTHING = "#1.HJ3F."
"""A link that holds nothing: it brings back the page as it opens, with a blank pad."""


DRAW = """([selector, height, strokes]) => {
  const pad = document.querySelector(selector);
  const box = pad.getBoundingClientRect();
  const scale = box.height / height;
  const mouse = {pointerId: 1, pointerType: "mouse", isPrimary: true, bubbles: true};
  for (const points of strokes) {
    const send = (type, [x, y], buttons) => pad.dispatchEvent(new PointerEvent(type,
      {...mouse, buttons, clientX: box.left + x * scale, clientY: box.top + y * scale}));
    send("pointerdown", points[0], 1);
    for (const point of points.slice(1)) send("pointermove", point, 1);
    send("pointerup", points.at(-1), 0);
  }
}"""


class OpenPage:
    """A page that fails its test when it asks for anything or prints anything."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page, self.url = page, file.as_uri()
        page.set_default_timeout(1000 * PATIENCE)
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.route(lambda url: not url.startswith(self.url), self._refuse)

    def _refuse(self, route: Route) -> None:
        self.complaints.append(f"asked for {route.request.url}")
        route.abort()

    def open(self, fragment: str = "") -> "OpenPage":
        """Load the page and clear its opening drawing."""
        self.page.goto(self.url + fragment)
        self.page.click("#clear")
        return self

    def reset(self) -> "OpenPage":
        """Bring the page back to how it opened, a blank pad aside, without loading it again.

        What no link can bring back stays: sets of weights that were made, and a training.
        """
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        self.page.set_viewport_size({"width": 1280, "height": 800})
        self.page.mouse.up()
        self.page.mouse.move(0, 0)
        self.page.evaluate(
            """(link) => {
              history.replaceState(null, "", link);
              dispatchEvent(new HashChangeEvent("hashchange"));
              document.activeElement?.blur();
              scrollTo(0, 0);
            }""",
            NOTHING,
        )
        self.complaints.clear()
        self.requests.clear()
        return self

    def check_quiet(self) -> None:
        """Check that nothing was printed, and nothing requested but the file itself."""
        assert self.complaints == []
        assert {url.split("#")[0] for url in self.requests} <= {self.url}

    def draw(self, strokes: Iterable[Points], pen: int | None = None, pad: str = "#pad") -> None:
        """Draw strokes (pad pixels) by pointer events, all within one task, which is quick."""
        if pen is not None:
            self.set_pen(pen)
        self.page.evaluate(DRAW, [pad, PAD_SIZE, list(strokes)])

    def draw_with_mouse(self, strokes: Iterable[Points], pad: str = "#pad") -> None:
        """Draw strokes (pad pixels) with the mouse, on a pad in view."""
        box = self.page.locator(pad).bounding_box()
        assert box is not None
        scale = box["height"] / PAD_SIZE
        mouse = self.page.mouse
        for points in strokes:
            for number, (x, y) in enumerate(points):
                mouse.move(box["x"] + x * scale, box["y"] + y * scale)
                if number == 0:
                    mouse.down()
            mouse.up()

    def set_pen(self, width: int) -> None:
        """Move the pen-width slider."""
        self.page.locator("#pen-width").fill(str(width))

    def answer(self, network: str = "zipcode-1989") -> Locator:
        """The network's answer."""
        return self.page.locator(f'output.answer[data-network="{network}"]')

    def answered(self, network: str = "zipcode-1989") -> dict[str, str]:
        """The answer's data attributes; they are set within the event that changes the drawing."""
        found: dict[str, str] = self.answer(network).evaluate("output => ({...output.dataset})")
        return found

    def expect_answer(
        self, digit: str | int | None = None, *, state: str = "", network: str = "zipcode-1989"
    ) -> dict[str, str]:
        """Wait for an answer; return its data attributes."""
        if digit is not None:
            expect(self.answer(network)).to_have_attribute("data-digit", str(digit))
        if state:
            expect(self.answer(network)).to_have_attribute("data-state", state)
        return self.answered(network)

    def expect_strokes(self, strokes: Iterable[Points], pen: float = PEN_WIDTH) -> None:
        """Wait until the pad shows these strokes (pad pixels) and no other ink."""
        drawn = [Stroke.of(points, pen) for points in strokes]
        ink = rasterize(drawn, Placement(1, 0, 0, 0), PAD_SIZE)

        def shown() -> bool:
            dark = self.dark("#pad", PAD_SIZE)
            return bool(dark[ink == 255].all() and not dark[ink == 0].any())

        eventually(shown)

    def dark(self, canvas: str, side: int) -> NDArray[np.bool_]:
        """Where a square canvas is darker than middle grey, (side, side)."""
        return np.array(self.pixels(canvas)).reshape(side, side) < 128

    def pixels(self, canvas: str) -> list[int]:
        """The red channel of a canvas, row by row; as text from the page, which is quick."""
        found: str = self.page.locator(canvas).evaluate(
            """(canvas) => {
              const copy = new OffscreenCanvas(canvas.width, canvas.height)
                .getContext("2d", {willReadFrequently: true});
              copy.drawImage(canvas, 0, 0);
              const {data} = copy.getImageData(0, 0, canvas.width, canvas.height);
              let reds = "";
              for (let i = 0; i < data.length; i += 4) reds += String.fromCharCode(data[i]);
              return btoa(reds);
            }"""
        )
        return list(base64.b64decode(found))

    def picture(self, canvas: str) -> str:
        """A canvas's whole content, as text to compare."""
        found: str = self.page.locator(canvas).evaluate("canvas => canvas.toDataURL()")
        return found
