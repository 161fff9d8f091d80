"""The WebAssembly engine: 23 passes in every host that is here, and a step beside the others'.

    python -m bench.engine [--seed 1989] [--passes 23] [--blocks 12]

First one training step, in turns, on one core: the engine, NumPy, and PyTorch with Karpathy's
recipe where it is installed. Then the whole 1989 recipe in Python, Chromium, Firefox and Node:
seconds, and the SHA-256 of the weights, which must be one and the same.
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
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import torch

from bench.browsers import run_in_browser
from bench.timing import Timing, machine, report
from bench.training import first, own_steps, rival_steps
from tests.browser import find_chromium
from tests.engine_script import TRAIN, host_script, train_argument
from trainer.datasets import Dataset, load_mnist_first
from trainer.engine.runner import assemble
from trainer.engines import start_training
from trainer.networks import create
from trainer.recipes import RECIPES, Recipe
from trainer.training import Training

RECIPE = RECIPES["zipcode-1989", "1989"]
BLOCK = {"engine": 2000, "numpy": 200, "torch": 20}
"""Steps at a time: some milliseconds of each, so that all meet the same moments of the machine."""


@dataclass(frozen=True)
class Outcome:
    """What a host says of the whole recipe."""

    seconds: float
    sha256: str
    misses: int


def steps(blocks: int) -> None:
    """Print a step's time, block by block in turns."""
    data = load_mnist_first()
    sizes = {name: min(size, len(data.train_labels)) for name, size in BLOCK.items()}
    wasm = start_training(replace(RECIPE, passes=blocks), first(data, sizes["engine"]), "wasm")
    plain = Training(RECIPE, first(data, sizes["numpy"]))
    rival = Training(RECIPE, first(data, sizes["torch"]))
    parameters = {
        name: torch.tensor(value.copy(), requires_grad=True)
        for name, value in rival.network.parameters.items()
    }
    takers: dict[str, Callable[[], object]] = {
        "engine": lambda: wasm.one_pass(lambda images: None),
        "numpy": lambda: _exhaust(own_steps(plain)),
        "torch": lambda: _exhaust(rival_steps(rival, parameters)),
    }
    seconds: dict[str, list[float]] = {name: [] for name in takers}
    for block in range(blocks + 1):
        for name, take in takers.items():
            start = perf_counter()
            take()
            if block:  # the first is for warming up
                seconds[name].append((perf_counter() - start) / sizes[name])
    report(
        f"One training step of zipcode-1989, medians of {blocks} blocks, one core",
        Timing("WebAssembly, this project", seconds["engine"]),
        [
            Timing("NumPy, this project", seconds["numpy"]),
            Timing(f"PyTorch {torch.__version__}, Karpathy's recipe", seconds["torch"]),
        ],
    )


def _exhaust(iterator: Iterator[None]) -> None:
    for _ in iterator:
        pass


def in_python(recipe: Recipe, data: Dataset) -> Outcome:
    """Wasmtime."""
    training = start_training(recipe, data, "wasm")
    records = list(training.run())
    sha256 = hashlib.sha256(training.network.vector.tobytes()).hexdigest()
    return Outcome(sum(record.seconds for record in records), sha256, records[-1].train.misses)


def in_node(argument: dict[str, Any]) -> Outcome:
    """V8 on the command line."""
    program = f"{host_script()}\n({TRAIN})({json.dumps(argument)})"
    program += ".then((result) => console.log(JSON.stringify(result)));"
    done = subprocess.run(["node", "-"], input=program, capture_output=True, text=True, check=True)
    return outcome(json.loads(done.stdout))


def outcome(result: dict[str, Any]) -> Outcome:
    """TRAIN's result."""
    sha256 = hashlib.sha256(base64.b64decode(result["vector"])).hexdigest()
    return Outcome(result["seconds"], sha256, result["misses"])


def hosts(recipe: Recipe) -> None:
    """Print seconds and hash for each host; exit with 1 unless all hashes are one."""
    data = load_mnist_first()
    argument = train_argument(assemble(create(recipe.network), recipe.initializer), recipe, data)
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
    parser.add_argument("--blocks", type=int, default=12, help="blocks of steps of each engine")
    options = parser.parse_args()
    steps(options.blocks)
    hosts(replace(RECIPE, seed=options.seed, passes=options.passes))


if __name__ == "__main__":
    main()
