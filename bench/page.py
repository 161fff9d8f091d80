"""The page in Chromium: from pen to answer, and its two forward passes beside three libraries.

    python -m bench.page [--times 20]

From pen to answer: ten digits in several hands are drawn on the built page over file://; the clock
runs from the moment the browser hands over a pointer event until its answer stands in the page.
Forward pass: all run in one Chromium, each in a page of its own, in turns, single-threaded, on the
same test images; the table is printed only if those with the same weights give the same outputs.
"""

import argparse

import numpy as np
from playwright.sync_api import Browser, Page

from bench.chromium import chromium
from bench.rivals import javascript
from bench.timing import Timing, report
from builder.site import OUTPUT
from tests.support.browser.open_page import OpenPage
from tests.support.drawings.handwriting import HANDS
from trainer.checkpoints import checkpoint
from trainer.checkpoints.bundled import SHIPPED
from trainer.checkpoints.onnx import to_onnx
from trainer.datasets.mnist import load_mnist_first
from trainer.wasm.method import Method
from trainer.wasm.runner import assemble

NAMES = {
    "ours": "this page",
    "engine": "this page's engine, wasm",
    "onnx": "ONNX Runtime Web, wasm",
    "tfjs-wasm": "TensorFlow.js, wasm",
    "tfjs-cpu": "TensorFlow.js, cpu",
    "convnetjs": "ConvNetJS (same size)",
}
WEIGHTS = SHIPPED / "zipcode-1989" / "1989.safetensors"
OTHER_WEIGHTS = "convnetjs"
IMAGES = 50
# The page draws its answers while it handles the event, so the window hears of a pointer event
# before the page does (capturing) and again when the answer stands (bubbling).
WATCH = """() => {
  let start = 0;
  for (const type of ["pointerdown", "pointermove"]) {
    window.addEventListener(type, () => { start = performance.now(); }, { capture: true });
    window.addEventListener(type, ({ buttons }) => {
      if (buttons) globalThis.milliseconds.push(performance.now() - start);
    });
  }
  globalThis.milliseconds = [];
}"""
TURNS = 5
TOLERANCE = 1e-4  # float32 beside float64


def answers(browser: Browser) -> Timing:
    """Measure the seconds from each pointer event of the drawings to its answer."""
    seconds: list[float] = []
    with browser.new_context(offline=True) as context:
        opened = OpenPage(context.new_page(), OUTPUT).open()
        opened.page.evaluate(WATCH)
        for hand in HANDS:
            for digit in range(10):
                opened.page.click("#clear")
                opened.page.evaluate("() => { globalThis.milliseconds = []; }")
                opened.set_pen(hand.pen)
                opened.draw_with_mouse(hand.draw(digit))
                if opened.answered()["state"] == "blank":
                    raise SystemExit(f"{OUTPUT} does not answer a drawn {digit}")
                taken = opened.page.evaluate("() => globalThis.milliseconds")
                seconds += [millisecond / 1000 for millisecond in taken]
        opened.check_quiet()
    return Timing("pointer event to answer", seconds)


def forward_passes(browser: Browser, times: int) -> list[Timing]:
    """Measure every forward pass of every competitor, ours first."""
    network, _ = checkpoint.load_network(WEIGHTS)
    weights = javascript.dense_weights(network)
    images = network.inputs(load_mnist_first().test_images[:IMAGES])
    answer = javascript.site(
        {
            "/zipcode-1989.onnx": to_onnx(network),
            "/engine.wasm": assemble(network, Method("lecun-1989")),
        }
    )
    given = {
        "weights": {name: value.ravel().tolist() for name, value in weights.items()},
        "images": images.reshape(IMAGES, -1).tolist(),
    }
    expected = network.forward(images)
    seconds: dict[str, list[float]] = {name: [] for name in NAMES}
    with browser.new_context() as context:
        context.route(f"{javascript.SITE}/**", answer)
        pages: dict[str, Page] = {}
        for name in NAMES:
            page = pages[name] = context.new_page()
            page.goto(javascript.SITE)
            outputs = np.array(page.evaluate("options => start(options)", {"name": name, **given}))
            if name != OTHER_WEIGHTS and not np.allclose(outputs, expected, rtol=0, atol=TOLERANCE):
                raise SystemExit(f"{NAMES[name]} computes something else: not the same network")
        for turn in range(TURNS + 1):
            for name, page in pages.items():
                taken = page.evaluate("times => measure(times)", times)
                if turn > 0:  # the first turn is for the compilers to warm up
                    seconds[name] += taken
    return [Timing(NAMES[name], taken) for name, taken in seconds.items()]


def lenet5_pass(browser: Browser, times: int) -> Timing:
    """Measure LeNet-5's emitted forward pass, with the page's first weights."""
    network, _ = checkpoint.load_network(SHIPPED / "lenet5" / "today.safetensors")
    images = network.inputs(load_mnist_first().test_images[:IMAGES])
    given = {
        "name": "lenet5",
        "weights": {name: value.ravel().tolist() for name, value in network.parameters.items()},
        "images": images.reshape(IMAGES, -1).tolist(),
    }
    with browser.new_context() as context:
        context.route(f"{javascript.SITE}/**", javascript.site({}))
        page = context.new_page()
        page.goto(javascript.SITE)
        outputs = np.array(page.evaluate("options => start(options)", given))
        if not np.allclose(outputs, network.forward(images), rtol=0, atol=TOLERANCE):
            raise SystemExit("LeNet-5's emitted code computes something else")
        page.evaluate("times => measure(times)", times)
        return Timing("this page", page.evaluate("times => measure(times)", times))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The page's forward pass beside others'.")
    parser.add_argument("--times", type=int, default=20, help="readings of each image in a turn")
    times = parser.parse_args().times
    javascript.install()
    with chromium() as browser:
        drawing = answers(browser)
        ours, *others = forward_passes(browser, times)
        lenet5 = lenet5_pass(browser, times)
    report("From pen to answer, on the built page in Chromium", drawing, [])
    report("One forward pass of zipcode-1989 in Chromium, one thread", ours, others)
    report("One forward pass of lenet5 in Chromium", lenet5, [])


if __name__ == "__main__":
    main()
