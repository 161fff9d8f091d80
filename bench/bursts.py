"""Steps of the 1989 network in short bursts, interleaved: what a change to the engine is judged by.

    python -m bench.bursts [ENGINE.wasm …] [--bursts 200] [--hosts wasmtime,chromium,c]

A burst is some hundred steps, a few milliseconds; all competitors take one in turns, A B C A B C,
so that whatever else the machine does befalls them alike. Printed are the minimum, the 10th
percentile and the median of a step, by the processor time of the thread that took it. Without
files the engine of this tree is measured; each file is one more competitor, so that two versions
stand side by side. Exit with 1, and conclude nothing, where the minima are not trustworthy: the
10th percentile is then more than a tenth above the minimum, or others keep the cores busy.
"""

import argparse
import base64
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from time import thread_time
from typing import Protocol

import numpy as np
from playwright.sync_api import Browser
from rich.console import Console
from rich.table import Table

from bench.chromium import chromium
from bench.rivals.plain import PlainC
from bench.timing import machine
from tests.support.browser.engine_script import host_script
from trainer.datasets.dataset import Dataset
from trainer.datasets.mnist import load_mnist_first
from trainer.networks.registry import create
from trainer.training.recipes import RECIPES
from trainer.wasm.method import method_of
from trainer.wasm.runner import Engine, assemble

RECIPE = RECIPES["zipcode-1989", "1989"]
STEPS = 500
"""Steps of a burst."""
SPREAD, LOAD = 1.1, 0.75
"""The largest 10th percentile, in minima, and load per core that still allow a conclusion."""
PREPARE = """async ({ wasm, inputs, labels, seed }) => {
  const decode = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const engine = await createEngine(decode(wasm), 10);
  engine.initialize(BigInt(seed));
  const images = engine.place(decode(inputs));
  const answers = decode(labels);
  const targets = engine.place(answers);
  const order = engine.place(Int32Array.from(answers.keys()));
  globalThis.burst = (rate) => {
    const start = performance.now();
    engine.train(images, targets, order, answers.length, rate);
    return (performance.now() - start) / 1000;
  };
}"""


class Burst(Protocol):
    """A competitor."""

    name: str

    def burst(self) -> float:
        """Take ``STEPS`` steps, and return the seconds of processor time that they took."""


class InWasmtime:
    """The engine in Python."""

    def __init__(self, name: str, wasm: bytes, data: Dataset) -> None:
        self.name = f"{name}, wasmtime"
        network, self._engine = create(RECIPE.network), Engine(wasm)
        self._engine.initialize(RECIPE.seed)
        place = self._engine.place
        labels = data.train_labels[:STEPS].astype(np.uint8)
        self._images = place(network.inputs(data.train_images[:STEPS])), place(labels)
        self._order = place(np.arange(STEPS, dtype=np.int32))

    def burst(self) -> float:
        """Take the steps."""
        start = thread_time()
        self._engine.train(*self._images, self._order, STEPS, RECIPE.learning_rate)
        return thread_time() - start


class InChromium:
    """The engine in a blank page."""

    def __init__(self, name: str, wasm: bytes, data: Dataset, browser: Browser) -> None:
        self.name, self._rate = f"{name}, Chromium", RECIPE.learning_rate
        self._page = browser.new_page()
        self._page.add_script_tag(content=host_script())
        inputs = create(RECIPE.network).inputs(data.train_images[:STEPS])
        argument = {
            "wasm": base64.b64encode(wasm).decode(),
            "inputs": base64.b64encode(inputs.tobytes()).decode(),
            "labels": base64.b64encode(data.train_labels[:STEPS].astype("u1").tobytes()).decode(),
            "seed": str(RECIPE.seed),
        }
        self._page.evaluate(PREPARE, argument)
        for _ in range(20):  # until the optimizing compiler has replaced the quick one's code
            self.burst()

    def burst(self) -> float:
        """Take the steps; elapsed seconds (a browser tells no processor time)."""
        seconds: float = self._page.evaluate("(rate) => burst(rate)", self._rate)
        return seconds


def engines(files: Sequence[Path]) -> dict[str, bytes]:
    """Return the engine of this tree and those of files, by name."""
    own = assemble(create(RECIPE.network), method_of(RECIPE))
    return {"engine": own} | {path.stem: path.read_bytes() for path in files}


def take(competitors: Sequence[Burst], bursts: int) -> list[list[float]]:
    """Return the seconds of each competitor's bursts, in turns, after one to warm up."""
    for competitor in competitors:
        competitor.burst()
    seconds: list[list[float]] = [[] for _ in competitors]
    for _ in range(bursts):
        for competitor, mine in zip(competitors, seconds, strict=True):
            mine.append(competitor.burst())
    return seconds


def report(competitors: Sequence[Burst], seconds: Sequence[Sequence[float]]) -> bool:
    """Print the table, and return whether the machine was quiet enough for it to mean anything."""
    load = os.getloadavg()[0] / (os.cpu_count() or 1) if hasattr(os, "getloadavg") else 0.0
    table = Table(
        title="One training step of zipcode-1989, µs of processor time", caption=machine()
    )
    for heading in ("", "minimum", "10 %", "median", "times the first"):
        table.add_column(heading, justify="right" if heading else "left")
    quiet, first = load < LOAD, min(seconds[0])
    for competitor, mine in zip(competitors, seconds, strict=True):
        least, tenth, median = np.percentile(mine, (0, 10, 50))
        quiet = quiet and tenth < SPREAD * least
        each = (f"{1e6 * value / STEPS:.2f}" for value in (least, tenth, median))
        table.add_row(competitor.name, *each, f"{least / first:.2f}")
    Console(width=100).print(table)
    return quiet


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Steps of the 1989 network in short bursts.")
    parser.add_argument("engines", nargs="*", type=Path, metavar="ENGINE.wasm")
    parser.add_argument("--bursts", type=int, default=200, help="of each competitor")
    parser.add_argument("--hosts", default="wasmtime,chromium,c")
    options = parser.parse_args()
    data, hosts = load_mnist_first(), options.hosts.split(",")

    def in_chromium(browser: Browser) -> list[Burst]:
        every = engines(options.engines)
        return [InChromium(name, wasm, data, browser) for name, wasm in every.items()]

    with ExitStack() as stack:
        makers: dict[str, Callable[[], list[Burst]]] = {
            "wasmtime": lambda: [
                InWasmtime(name, wasm, data) for name, wasm in engines(options.engines).items()
            ],
            "chromium": lambda: in_chromium(stack.enter_context(chromium())),
            "c": lambda: [PlainC(RECIPE, data, STEPS)],
        }
        competitors = [competitor for host in hosts for competitor in makers[host]()]
        quiet = report(competitors, take(competitors, options.bursts))
    if not quiet:
        sys.exit("the machine was busy: these numbers allow no conclusion")


if __name__ == "__main__":
    main()
