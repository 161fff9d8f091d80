"""The WebAssembly engine: 23 passes in every host that is here, and a step beside the others'.

    python -m bench.engine [--seed 1989] [--passes 23] [--turns 12]

First one training step, in turns, on one core: the engine, NumPy, and PyTorch with Karpathy's
recipe, each in a process of its own. Then the whole 1989 recipe in Python, Chromium, Firefox and
Node: seconds, and the SHA-256 of the weights, which must be one and the same.
"""

import os

# One core each, and said before NumPy starts its threads.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import base64
import hashlib
import json
import shutil
import subprocess
from dataclasses import dataclass, replace
from typing import Any

from bench.browsers import run_in_browser
from bench.processes import Competitor, in_turns
from bench.timing import Timing, machine, report
from bench.training import first
from tests.support.browser.chromium import find_chromium
from tests.support.browser.engine_script import TRAIN, host_script, train_argument
from trainer.arrays import Array
from trainer.datasets.dataset import Dataset
from trainer.datasets.mnist import load_mnist_first
from trainer.networks.registry import create
from trainer.runs.backends import start_training
from trainer.training.recipes import RECIPES, Recipe
from trainer.wasm.method import method_of
from trainer.wasm.runner import assemble

RECIPE = RECIPES["zipcode-1989", "1989"]
IMAGES = 2000


@dataclass(frozen=True)
class Outcome:
    """The outcome of the whole recipe in one host."""

    seconds: float
    sha256: str
    misses: int


class WebAssembly:
    """The WebAssembly engine, whose step is a whole pass over ``IMAGES`` images."""

    name = "WebAssembly, this project"

    def __init__(self, recipe: Recipe, data: Dataset) -> None:
        self._training = start_training(recipe, data, "wasm")

    def step(self) -> None:
        """Train one pass."""
        self._training.train_pass(lambda images: None)

    def parameters(self) -> dict[str, Array]:
        """Return the parameters after the passes so far."""
        return dict(self._training.network.parameters)


def steps(turns: int) -> None:
    """Print a step's time, in turns of some milliseconds each."""
    data = first(load_mnist_first(), IMAGES)
    engine = Competitor("bench.engine:WebAssembly", RECIPE, data)
    numpy = Competitor("bench.steps:NumPy", RECIPE, data)
    torch = Competitor("bench.rivals.pytorch:PyTorch", RECIPE, data)
    competitors = {engine: 1, numpy: 200, torch: 20}
    in_turns(competitors, turns=1)  # warming up
    passes, *others = in_turns(competitors, turns)
    report(
        "One training step of zipcode-1989, on-line, one core",
        Timing(engine.name, [seconds / IMAGES for seconds in passes]),
        [
            Timing(other.name, seconds)
            for other, seconds in zip((numpy, torch), others, strict=True)
        ],
    )


def in_python(recipe: Recipe, data: Dataset) -> Outcome:
    """Train in wasmtime."""
    training = start_training(recipe, data, "wasm")
    records = list(training.run())
    sha256 = hashlib.sha256(training.network.vector.tobytes()).hexdigest()
    return Outcome(sum(record.seconds for record in records), sha256, records[-1].train.misses)


def in_node(argument: dict[str, Any]) -> Outcome:
    """Train in Node."""
    program = f"{host_script()}\n({TRAIN})({json.dumps(argument)})"
    program += ".then((result) => console.log(JSON.stringify(result)));"
    done = subprocess.run(["node", "-"], input=program, capture_output=True, text=True, check=True)
    return outcome(json.loads(done.stdout))


def outcome(result: dict[str, Any]) -> Outcome:
    """Convert the result of ``TRAIN``."""
    sha256 = hashlib.sha256(base64.b64decode(result["vector"])).hexdigest()
    return Outcome(result["seconds"], sha256, result["misses"])


def hosts(recipe: Recipe) -> None:
    """Print seconds and hash for each host; exit with 1 unless all hashes are one."""
    data = load_mnist_first()
    argument = train_argument(assemble(create(recipe.network), method_of(recipe)), recipe, data)
    outcomes = {"Python, wasmtime": in_python(recipe, data)}
    if chromium := find_chromium():
        outcomes["Chromium"] = outcome(run_in_browser(chromium, host_script(), TRAIN, argument))
    if firefox := shutil.which("firefox") or shutil.which("firefox-esr"):
        outcomes["Firefox"] = outcome(run_in_browser(firefox, host_script(), TRAIN, argument))
    if shutil.which("node"):
        outcomes["Node"] = in_node(argument)
    print(f"\n{recipe.passes} passes over {len(data.train_labels):,} images, seed {recipe.seed}")
    for name, found in outcomes.items():
        print(f"{name:17s} {found.seconds:6.2f} s  {found.misses:4d} misses  {found.sha256}")
    print(machine())
    if len({found.sha256 for found in outcomes.values()}) > 1:
        raise SystemExit("the weights differ")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The WebAssembly engine, beside others.")
    parser.add_argument("--seed", type=int, default=RECIPE.seed)
    parser.add_argument("--passes", type=int, default=RECIPE.passes)
    parser.add_argument("--turns", type=int, default=12, help="turns of each competitor")
    options = parser.parse_args()
    steps(options.turns)
    hosts(replace(RECIPE, seed=options.seed, passes=options.passes))


if __name__ == "__main__":
    main()
