"""Where the page cannot run, one sentence at its top says why; what is optional may be missing."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from builder.site import BROWSERS, REQUIREMENTS
from tests.support.browser.open_page import OpenPage
from tests.support.drawings.handwriting import HANDS
from tests.support.paths import ROOT

SCRIPT = REQUIREMENTS.read_text("utf-8")
REQUIRED = re.findall(r'^ {4}"([\w.]+)",', SCRIPT, re.M)
NO_INFLATE = "window.DecompressionStream = class { constructor() { throw new TypeError(); } }"
OPTIONAL = [
    "Element.prototype.checkVisibility",
    "Element.prototype.role",
    *(f"Element.prototype.aria{name}" for name in ("Busy", "Hidden", "Label", "Pressed")),
    "PointerEvent.prototype.getCoalescedEvents",
    "Navigator.prototype.clipboard",
    "WebAssembly",
    "Worker",
]


def without(path: str) -> str:
    """A statement that takes an API away."""
    return f"delete {path if '.' in path else f'window.{path}'};"


def expect_sentence(page: Page, part: str) -> None:
    """Expect one sentence at the top of a page that has not started."""
    trouble = page.locator("#trouble")
    expect(trouble).to_be_visible()
    expect(trouble).to_contain_text(part)
    assert re.fullmatch(r"(?:[^.]|\.(?!\s|$))+\.", trouble.inner_text()), "one sentence"
    box = trouble.bounding_box()
    assert box is not None
    assert box["y"] < 100


@contextmanager
def served(page: bytes, policy: str) -> Iterator[str]:
    """Serve the page with a policy of the server's own; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def online(browser: Browser) -> Iterator[Page]:
    """A page that can reach a server on this machine."""
    with browser.new_context(offline=False, reduced_motion="reduce") as context:
        yield context.new_page()


def test_each_required_api_is_named_where_it_is_missing(blank: Page) -> None:
    assert len(REQUIRED) > 10
    for path in REQUIRED:
        owner, _, name = path.rpartition(".")
        told = blank.evaluate(
            f"""([name, script]) => {{
              document.body.innerHTML = '<p id="trouble" data-oldest="X">nothing ran</p>';
              const owner = {owner or "window"};
              const api = Object.getOwnPropertyDescriptor(owner, name);
              delete owner[name];
              try {{ (0, eval)(script); }} finally {{ Object.defineProperty(owner, name, api); }}
              const {{ hidden, textContent }} = document.querySelector("#trouble");
              return [hidden, textContent];
            }}""",
            [name, SCRIPT],
        )
        expected = f"This page cannot run here: it needs X, or newer; this browser lacks {path}."
        assert told == [False, expected]


@pytest.mark.parametrize(
    ("script", "part"),
    [
        (without("DecompressionStream"), f"needs {BROWSERS}, or newer; this browser lacks Decomp"),
        (NO_INFLATE, "lacks DecompressionStream for deflate-raw"),
    ],
)
def test_an_old_browser_is_told_at_the_top(
    page: Page, page_file: Path, script: str, part: str
) -> None:
    page.add_init_script(script)
    opened = OpenPage(page, page_file)
    page.goto(opened.url)
    expect_sentence(page, part)
    opened.check_quiet()  # nothing was begun that could fail


def test_without_javascript(browser: Browser, page_file: Path) -> None:
    with browser.new_context(java_script_enabled=False, offline=True) as context:
        page = context.new_page()
        page.goto(page_file.as_uri())
        expect_sentence(page, "needs JavaScript")


def test_a_damaged_script(page: Page, page_file: Path, tmp_path: Path) -> None:
    """The page's own policy then blocks it."""
    damaged = tmp_path / "index.html"
    damaged.write_text(
        page_file.read_text("utf-8").replace("// main.js\n", "// Main.js\n"), "utf-8"
    )
    page.goto(damaged.as_uri())
    expect_sentence(page, "its script is damaged")


def test_a_server_that_forbids_scripts(online: Page, page_file: Path) -> None:
    with served(page_file.read_bytes(), "default-src 'self'") as address:
        online.goto(address)
        expect_sentence(online, "forbidden by the policy of the server")


def test_a_server_that_forbids_webassembly(online: Page, page_file: Path) -> None:
    policy = "script-src 'unsafe-inline'; style-src 'unsafe-inline'"
    with served(page_file.read_bytes(), policy) as address:
        opened = OpenPage(online, page_file)
        opened.url = address
        opened.open()
        expect(online.locator("#trouble")).to_be_hidden()
        opened.draw(HANDS[0].draw(3))
        opened.expect_answer(3)
        online.locator("#training").scroll_into_view_if_needed()
        expect(online.locator("#train-status")).to_have_text(
            "Training needs WebAssembly, which the policy of this page’s server forbids. "
            "Reading digits does not."
        )
        expect(online.locator("#train-start")).to_have_attribute("aria-disabled", "true")
        online.locator("#failures").scroll_into_view_if_needed()
        expect(online.locator("#failures-sum")).to_contain_text("misreads")


def test_a_server_that_forbids_workers(online: Page, page_file: Path) -> None:
    with served(page_file.read_bytes(), "worker-src 'none'") as address:
        online.goto(address)
        online.locator("#training").scroll_into_view_if_needed()
        online.click("#train-pass")
        expect(online.locator("#train-status")).to_have_text(
            "Training needs a worker, which the policy of this page’s server forbids."
        )


def test_what_is_optional_may_be_missing(page: Page, page_file: Path) -> None:
    page.add_init_script("".join(map(without, OPTIONAL)))
    opened = OpenPage(page, page_file).open()
    assert page.evaluate("[typeof Worker, 'role' in document.body]") == ["undefined", False]
    expect(page.locator("#trouble")).to_be_hidden()
    opened.draw(HANDS[0].draw(3))
    opened.expect_answer(3)
    for section in page.locator("main section").all():
        section.scroll_into_view_if_needed()
    expect(page.locator("main [role=alert]:visible")).to_have_count(0)
    expect(page.locator("#confusion").get_by_label("3, taken for 8")).to_be_visible()
    expect(page.locator("#train-status")).to_contain_text("Training needs WebAssembly with SIMD")
    page.click("#start-tour")
    expect(page.locator("#tour-count")).to_have_text("Stop 1 of 7")
    page.click("#tour-end")
    page.click("#copy-link")
    expect(page.locator("#share-note")).to_contain_text("Copy it from here")
    opened.check_quiet()


def test_the_oldest_browsers_stand_in_readme_and_page(visited: OpenPage) -> None:
    assert BROWSERS in " ".join((ROOT / "README.md").read_text("utf-8").split())
    expect(visited.page.locator(".colophon")).to_contain_text(f"This page runs in {BROWSERS}")
