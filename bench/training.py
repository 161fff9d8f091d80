"""One training step, ours beside PyTorch: the 1989 network at batch 1, LeNet-5 at batch 128.

    python -m bench.training [zipcode-1989|lenet5] [--steps 600]
    OMP_NUM_THREADS=2 python -m bench.training lenet5

The rival is the same network as separate PyTorch operations, with automatic differentiation and
the same optimizer (for the 1989 network this is Karpathy's reproduction, 2022). Both start from
the same weights and see the same images in the same order, each in a process of its own, and the
table is printed only if they end at the same weights. One thread each, or as many as
OMP_NUM_THREADS says.
"""

import os

# Said before NumPy starts its threads; the processes inherit it.
os.environ["OMP_NUM_THREADS"] = os.environ.get("OMP_NUM_THREADS", "1")
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"]

import argparse
from dataclasses import replace

import numpy as np

from bench.processes import Competitor, in_turns
from bench.timing import Timing, report
from trainer.datasets.dataset import Dataset
from trainer.datasets.mnist import load_mnist_first
from trainer.training.recipes import RECIPES

THREADS = os.environ["OMP_NUM_THREADS"]
RECIPE = {"zipcode-1989": "1989", "lenet5": "paper"}
TOLERANCE = 2e-3  # float32, a different order of summation in every step
WARM_UP = 4


def first(data: Dataset, count: int) -> Dataset:
    """Return the data set with only its first ``count`` training images."""
    return replace(
        data, train_images=data.train_images[:count], train_labels=data.train_labels[:count]
    )


def main() -> None:
    """Measure, compare the weights, print."""
    parser = argparse.ArgumentParser(description="A training step, ours beside PyTorch's.")
    parser.add_argument("network", nargs="?", choices=RECIPE, default="zipcode-1989")
    parser.add_argument("--steps", type=int, help="training steps of each")
    arguments = parser.parse_args()
    name = arguments.network

    recipe = RECIPES[name, RECIPE[name]]
    size, threads = recipe.batch_size, int(THREADS)
    steps = arguments.steps or (600 if size == 1 else 56)
    data = first(load_mnist_first(), (steps + WARM_UP) * size)
    own = Competitor("bench.steps:NumPy", recipe, data, threads=threads)
    rival = Competitor("bench.rivals.pytorch:PyTorch", recipe, data, threads, threads=threads)
    for competitor in (own, rival):
        competitor.take(WARM_UP)
    turn = 50 if size == 1 else 4
    own_seconds, rival_seconds = in_turns({own: turn, rival: turn}, turns=steps // turn)
    theirs = rival.parameters()
    for key, value in own.parameters().items():
        difference = float(np.abs(value - theirs[key]).max())
        if difference > TOLERANCE:
            raise SystemExit(f"{key} differs by {difference:.1e}: not the same training")
    ours = Timing(own.name, own_seconds)
    report(
        f"One training step of {name}, batch {size}, {steps} steps, {THREADS} thread(s)",
        ours,
        [Timing(rival.name, rival_seconds)],
    )
    print(f"An epoch of 60,000 images: {60_000 / size * ours.median:.1f} s, "
          f"PyTorch {60_000 / size * np.median(rival_seconds):.1f} s")  # fmt: skip


if __name__ == "__main__":
    main()
