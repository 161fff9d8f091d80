"""The built page, opened from disk without a network, and the things a visitor does with it."""

import base64
from collections.abc import Iterable, Sequence
from pathlib import Path

from playwright.sync_api import Locator, Page, Route, expect

Points = Sequence[tuple[float, float]]
PATIENCE = 60_000  # milliseconds; a busy machine is no failure


NOTHING = "#1.HJ3F."
"""A link that holds nothing: it brings back the page as it opens, with a blank pad."""


class OpenPage:
    """A page that fails its test when it asks for anything or prints anything."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page, self.url = page, file.as_uri()
        page.set_default_timeout(PATIENCE)
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
        """Bring the page back to its first state, without loading it again."""
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

    def draw(self, strokes: Iterable[Points], pen: int | None = None) -> None:
        """Draw strokes (pad pixels) with the mouse."""
        if pen is not None:
            self.set_pen(pen)
        box = self.page.locator("#pad").bounding_box()
        assert box is not None
        mouse = self.page.mouse
        for points in strokes:
            for number, (x, y) in enumerate(points):
                mouse.move(box["x"] + x, box["y"] + y)
                if number == 0:
                    mouse.down()
            mouse.up()

    def set_pen(self, width: int) -> None:
        """Move the pen-width slider."""
        self.page.locator("#pen-width").fill(str(width))

    def answer(self, network: str = "zipcode-1989") -> Locator:
        """The network's answer."""
        return self.page.locator(f'output.answer[data-network="{network}"]')

    def read(self, network: str = "zipcode-1989") -> dict[str, str]:
        """The answer's data attributes, one animation frame from now."""
        self.page.evaluate("() => new Promise(requestAnimationFrame)")
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
        return self.read(network)

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
