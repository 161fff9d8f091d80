"""Test errors of the 1989 recipe over many seeds, NumPy beside the WebAssembly engine.

    python -m bench.seeds [--seeds 10]

The two round differently, so single images tip either way; the distributions must agree.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from trainer.checkpoints.card import EngineName
from trainer.datasets.mnist import load_mnist_first
from trainer.runs.backends import start_training
from trainer.training.recipes import RECIPES

ENGINES: Sequence[EngineName] = ("numpy", "wasm")


def main() -> None:
    """Train with every seed in both engines; print the misses, their mean and spread."""
    parser = argparse.ArgumentParser(description="Test errors by seed, NumPy beside WebAssembly.")
    parser.add_argument("--seeds", type=int, default=10, help="how many, from 1 on")
    seeds = range(1, parser.parse_args().seeds + 1)
    recipe, data = RECIPES["zipcode-1989", "1989"], load_mnist_first()

    print(f"test errors of {len(data.test_labels):,} after {recipe.passes} passes")
    print("seed   numpy    wasm")
    misses: dict[EngineName, list[int]] = {engine: [] for engine in ENGINES}
    for seed in seeds:
        for engine in ENGINES:
            *_, last = start_training(replace(recipe, seed=seed), data, engine).run()
            misses[engine].append(last.test.misses)
        print(f"{seed:4d} {misses['numpy'][-1]:7d} {misses['wasm'][-1]:7d}", flush=True)
    for name, value in (("mean", np.mean), ("s", lambda x: np.std(x, ddof=1))):
        print(f"{name} {value(misses['numpy']):7.1f} {value(misses['wasm']):7.1f}")
    difference = np.subtract(misses["wasm"], misses["numpy"])
    error = np.std(difference, ddof=1) / len(difference) ** 0.5
    print(f"wasm - numpy, seed by seed: {difference.mean():+.1f} ± {error:.1f} (standard error)")


if __name__ == "__main__":
    main()
