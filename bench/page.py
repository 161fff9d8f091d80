"""The page in Chromium: its forward pass beside three JavaScript libraries.

    python -m bench.page [--times 20]

All run in one Chromium, each in a page of its own, in turns, single-threaded, on the same test
images; the table is printed only if those with the same weights give the same outputs.
"""

import argparse
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

import trainer
from bench import rivals
from bench.timing import Timing, report
from builder.emit import emit_network
from tests.browser import FLAGS, find_chromium
from trainer import checkpoint
from trainer.datasets import load_mnist_first
from trainer.onnx_export import to_onnx

NAMES = {
    "ours": "this page",
    "onnx": "ONNX Runtime Web, wasm",
    "tfjs-wasm": "TensorFlow.js, wasm",
    "tfjs-cpu": "TensorFlow.js, cpu",
    "convnetjs": "ConvNetJS (same size)",
}
WEIGHTS = Path(trainer.__file__).parent / "weights" / "zipcode-1989" / "1989.safetensors"
OTHER_WEIGHTS = "convnetjs"
IMAGES = 50
TURNS = 5
TOLERANCE = 1e-4  # float32 beside float64


def forward_passes(times: int) -> list[Timing]:
    """Seconds of every forward pass of every rival, ours first."""
    network, _ = checkpoint.load_network(WEIGHTS)
    weights = rivals.dense_weights(network)
    images = network.inputs(load_mnist_first().test_images[:IMAGES])
    answer = rivals.site(
        {
            "/": rivals.PAGE.encode(),
            "/networks/zipcode-1989.js": emit_network(network).encode(),
            "/zipcode-1989.onnx": to_onnx(network),
        }
    )
    given = {
        "weights": {name: value.ravel().tolist() for name, value in weights.items()},
        "images": images.reshape(IMAGES, -1).tolist(),
    }
    expected = network.forward(images)
    seconds: dict[str, list[float]] = {name: [] for name in NAMES}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        context = browser.new_context()
        context.route(f"{rivals.SITE}/**", answer)
        pages: dict[str, Page] = {}
        for name in NAMES:
            pages[name] = context.new_page()
            pages[name].goto(rivals.SITE)
            outputs = np.array(
                pages[name].evaluate("options => start(options)", {"name": name, **given})
            )
            if name != OTHER_WEIGHTS and not np.allclose(outputs, expected, rtol=0, atol=TOLERANCE):
                raise SystemExit(f"{NAMES[name]} computes something else: not the same network")
        for turn in range(TURNS + 1):
            for name, page in pages.items():
                taken = page.evaluate("times => measure(times)", times)
                if turn > 0:  # the first turn is for the compilers to warm up
                    seconds[name] += taken
        browser.close()
    return [Timing(NAMES[name], taken) for name, taken in seconds.items()]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The page's forward pass beside others'.")
    parser.add_argument("--times", type=int, default=20, help="readings of each image in a turn")
    times = parser.parse_args().times
    rivals.install()
    ours, *others = forward_passes(times)
    report("One forward pass of zipcode-1989 in Chromium, one thread", ours, others)


if __name__ == "__main__":
    main()
