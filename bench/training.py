"""One training step of the 1989 network, batch 1: ours beside PyTorch, on one core.

    python -m bench.training [--steps 300]

The rival is the recipe of Karpathy's reproduction (2022): the same network as separate PyTorch
operations, automatic differentiation, plain SGD. Both start from the same weights and see the same
images in the same order, and the table is printed only if they end at the same weights.
"""

import os

# One core each, and said before NumPy starts its threads.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812 - PyTorch's own way to write it

from bench.timing import Timing, in_turns, report
from trainer.datasets import Dataset, load_mnist_first
from trainer.recipes import RECIPES
from trainer.training import Training

RECIPE = replace(RECIPES["zipcode-1989", "1989"], passes=1)
TOLERANCE = 1e-3  # float32, a different order of summation in every step


def own_steps(training: Training) -> Iterator[None]:
    """Take one of our steps at each turn."""
    network, inputs, labels = training.network, training.train_inputs, training.train_labels
    for step in range(len(labels)):
        outputs = network.forward(inputs[step : step + 1], training=True)
        _, gradient = training.loss(outputs, labels[step : step + 1])
        network.backward(gradient)
        training.optimizer.step(network.vector, network.gradient, RECIPE.learning_rate)
        yield


def rival_steps(training: Training, parameters: Mapping[str, torch.Tensor]) -> Iterator[None]:
    """Take one of PyTorch's steps at each turn, on the same images."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(mode=True)  # as the recipe does
    optimizer = torch.optim.SGD(parameters.values(), lr=RECIPE.learning_rate)
    images = torch.from_numpy(training.train_inputs)
    targets = torch.full((len(images), 10), -1.0)
    targets[torch.arange(len(images)), torch.from_numpy(training.train_labels)] = 1.0
    for step in range(len(images)):
        outputs = forward(parameters, images[[step]])
        loss = torch.mean((targets[[step]] - outputs) ** 2)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        yield


def forward(parameters: Mapping[str, torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    """(N, 1, 16, 16) → (N, 10); H2 as three convolutions, one for each block of its table."""
    H2_weight = parameters["H2.weight"]  # noqa: N806 - the layers' own names
    x = F.pad(x, (2, 2, 2, 2), value=-1.0)
    x = torch.tanh(F.conv2d(x, parameters["H1.weight"], stride=2) + parameters["H1.bias"])
    x = F.pad(x, (2, 2, 2, 2), value=-1.0)
    seen = (x[:, 0:8], x[:, 4:12], torch.cat((x[:, 0:4], x[:, 8:12]), dim=1))
    blocks = [
        F.conv2d(maps, H2_weight[4 * block : 4 * block + 4], stride=2)
        for block, maps in enumerate(seen)
    ]
    x = torch.tanh(torch.cat(blocks, dim=1) + parameters["H2.bias"]).flatten(1)
    x = torch.tanh(x @ parameters["H3.weight"].T + parameters["H3.bias"])
    return torch.tanh(x @ parameters["output.weight"].T + parameters["output.bias"])


def first(data: Dataset, count: int) -> Dataset:
    """Only the first ``count`` training images."""
    return replace(
        data, train_images=data.train_images[:count], train_labels=data.train_labels[:count]
    )


def main() -> None:
    """Measure, compare the weights, print."""
    parser = argparse.ArgumentParser(description="A training step, ours beside PyTorch's.")
    parser.add_argument("--steps", type=int, default=300, help="training steps of each")
    steps = parser.parse_args().steps

    training = Training(RECIPE, first(load_mnist_first(), steps))
    parameters = {
        name: torch.tensor(value.copy(), requires_grad=True)
        for name, value in training.network.parameters.items()
    }
    own, rival = in_turns(own_steps(training), rival_steps(training, parameters))
    for name, value in training.network.parameters.items():
        difference = float(np.abs(value - parameters[name].detach().numpy()).max())
        if difference > TOLERANCE:
            raise SystemExit(f"{name} differs by {difference:.1e}: not the same training")
    report(
        f"One training step of zipcode-1989, {steps} steps, one core",
        Timing("NumPy, this project", own),
        [Timing(f"PyTorch {torch.__version__}, Karpathy's recipe", rival)],
    )


if __name__ == "__main__":
    main()
