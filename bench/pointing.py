"""How fast the page's instruments follow a pointer, and how fast the page opens.

    python -m bench.pointing [--page FILE] [--moves 60]

Every instrument of the built page is hovered over or dragged in Chromium, a move a frame. The
clock runs from the pointer event (browsers hand moves out at the start of a frame) until the
frame that shows its consequences has been painted: over 16 ms, a frame of a 60 Hz screen is lost.
A task of over 50 ms is a long one, as browsers count them; these would be felt as a halt. Beside
that, the processor time of the page's main thread for a move, all told (also work in slices, and
about 10 ms for being watched): it means something even where other programs share the processor.
"""

import argparse
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page
from rich.console import Console
from rich.table import Table

from bench.chromium import chromium
from bench.timing import Timing, machine
from builder.site import OUTPUT
from tests.support.browser.open_page import OpenPage
from tests.support.drawings.handwriting import HANDS

NETWORKS = ("zipcode-1989", "lenet5")
OPENINGS = 10
WATCH = """() => {
  const watch = globalThis.watch = { milliseconds: [], long: 0 };
  const { port1, port2 } = new MessageChannel();
  let start = 0;
  port1.onmessage = () => {
    watch.milliseconds.push(performance.now() - start);
    start = 0;
  };
  addEventListener("pointermove", () => {
    if (start) return;
    start = performance.now();
    requestAnimationFrame(() => port2.postMessage(0)); // it arrives when this frame is painted
  }, { capture: true });
  new PerformanceObserver((list) => {
    watch.long += list.getEntries().length;
  }).observe({ type: "longtask" });
}"""
PAINTED = "() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))"
# When both networks' answers to the first sample stand, in milliseconds since the navigation.
ANSWERED = """
  const answers = document.getElementsByClassName("answer");
  const read = () => {
    const own = [...answers].filter(({ dataset }) => dataset.network);
    if (!own.length || own.some(({ dataset }) => dataset.digit === "")) return;
    globalThis.answered ??= performance.now();
  };
  const everything = { attributes: true, childList: true, subtree: true };
  new MutationObserver(read).observe(document, everything);
"""


@dataclass(frozen=True)
class Instrument:
    """The target of a pointer; ``before`` prepares the page; a drag keeps the button down."""

    name: str
    selector: str
    drag: bool = False
    before: Callable[[Page], None] | None = None


@dataclass(frozen=True)
class Latency:
    """Times from pointer event to painted frame, processor times, and the number of long tasks."""

    timing: Timing
    work: Timing | None = None
    long_tasks: int = 0


def instruments(network: str) -> Iterator[Instrument]:
    """Yield every instrument that reacts to a pointer while ``network`` is shown."""

    def choose(how: str) -> Callable[[Page], None]:
        return lambda page: page.check(f'#why input[value="{how}"]')

    inside = f'[data-inside="{network}"]'
    stages = {
        "zipcode-1989": ["input", "H1", "H2", "H3", "output"],
        "lenet5": ["input", "C1", "S2", "C3", "S4", "C5", "F6", "output"],
    }
    for stage in stages[network]:
        yield Instrument(f"sheet and unit: {stage}", f'.sheet{inside} [data-stage="{stage}"]')
    for part in ("below", "above", "kernels"):
        yield Instrument(f"connections: {part}", f'{inside} [data-connections="{part}"]')
    for how in ("gradient", "occlusion", "towards"):
        yield Instrument(f"why: {how}", f'{inside} [data-why="answer"]', before=choose(how))
    yield Instrument("shift, dragged", f'[data-shift="{network}"]', drag=True)


COMMON = [
    *(
        Instrument(f"distortion: {axis}", f"#distortion-{axis}", drag=True)
        for axis in ("turn", "size", "slant", "pen", "noise")
    ),
    Instrument("replay: track", "#replay-outputs", drag=True),
    Instrument("replay: slider", "#replay-pass", drag=True),
    Instrument("rejection threshold", "#rejected-share", drag=True),
    Instrument("the wide pad", "#zip-pad", drag=True),
    Instrument("the pad", "#pad", drag=True),
]


def busy(session: CDPSession) -> float:
    """Return the processor time of the page's main thread so far, in seconds."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


def follow(page: Page, session: CDPSession, instrument: Instrument, moves: int) -> Latency:
    """Move over an instrument, never twice to the same place; wait for each frame."""
    if instrument.before:
        instrument.before(page)
    target = page.locator(instrument.selector)
    target.scroll_into_view_if_needed()
    page.wait_for_timeout(800)  # for what comes into sight, and for work in slices
    box = target.bounding_box()
    assert box is not None, instrument.selector
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    if instrument.drag:
        page.mouse.down()
    page.evaluate(PAINTED)
    page.evaluate("() => { watch.milliseconds = []; watch.long = 0; }")
    work, before = [], busy(session)
    for number in range(1, moves + 1):
        across = number * (math.sqrt(5) - 1) / 2 % 1  # spread evenly, and far from each other
        down = number * math.sqrt(2) % 1
        page.mouse.move(
            box["x"] + 2 + across * (box["width"] - 4), box["y"] + 2 + down * (box["height"] - 4)
        )
        page.evaluate(PAINTED)
        work.append(busy(session) - before)
        before += work[-1]
    if instrument.drag:
        page.mouse.up()
    taken, long = page.evaluate("() => [watch.milliseconds, watch.long]")
    answered = Timing(instrument.name, [one / 1000 for one in taken])
    return Latency(answered, Timing(instrument.name, work), long)


def pointed_at(browser: Browser, file: Path, network: str, moves: int) -> list[Latency]:
    """Measure every instrument with one network and a 5 drawn on the pad."""
    with browser.new_context(offline=True, viewport={"width": 1280, "height": 800}) as context:
        opened = OpenPage(context.new_page(), file).open()
        opened.draw(HANDS[0].draw(5))
        opened.page.check(f'#sheet input[value="{network}"]')
        opened.page.evaluate(WATCH)
        session = context.new_cdp_session(opened.page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        chosen = [*instruments(network), *(COMMON if network == NETWORKS[-1] else [])]
        latencies = [follow(opened.page, session, instrument, moves) for instrument in chosen]
        opened.check_quiet()
    return latencies


def openings(browser: Browser, file: Path) -> Timing:
    """Measure the time from navigation to both answers, each in a fresh context."""
    seconds = []
    for _ in range(OPENINGS):
        with browser.new_context(offline=True, reduced_motion="reduce") as context:
            page = context.new_page()
            page.add_init_script(ANSWERED)
            page.goto(file.as_uri())
            page.wait_for_function("() => globalThis.answered")
            seconds.append(page.evaluate("() => answered") / 1000)
    return Timing("opening, to both answers", seconds)


def report(title: str, latencies: list[Latency]) -> None:
    """Print one row an instrument, in milliseconds."""
    table = Table(title=title, caption=machine())
    for heading in ("", "median, ms", "p95, ms", "own, median", "own, p95", "long tasks", "moves"):
        table.add_column(heading, justify="right" if heading else "left")
    for one in latencies:
        table.add_row(
            one.timing.name,
            *(
                f"{seconds * 1e3:.1f}"
                for timing in (one.timing, one.work)
                if timing
                for seconds in (timing.median, timing.p95)
            ),
            *(() if one.work else ("", "")),
            str(one.long_tasks),
            str(len(one.timing.seconds)),
        )
    Console(width=100).print(table)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="From pointer to painted frame, by instrument.")
    parser.add_argument("--page", type=Path, default=OUTPUT, help="the built page")
    parser.add_argument("--moves", type=int, default=60, help="moves over each instrument")
    given = parser.parse_args()
    file = given.page.resolve()
    with chromium() as browser:
        opening = openings(browser, file)
        for network in NETWORKS:
            report(f"Looking into {network}", pointed_at(browser, file, network, given.moves))
    report("Opening the page", [Latency(opening)])


if __name__ == "__main__":
    main()
