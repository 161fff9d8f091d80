"""One training step, ours beside PyTorch: the 1989 network at batch 1, LeNet-5 at batch 128.

    python -m bench.training [zipcode-1989|lenet5] [--steps 300]
    OMP_NUM_THREADS=2 python -m bench.training lenet5

The rival is the same network as separate PyTorch operations, with automatic differentiation and
the same optimizer (for the 1989 network this is Karpathy's reproduction, 2022). Both start from
the same weights and see the same images in the same order, and the table is printed only if they
end at the same weights. One thread each, or as many as OMP_NUM_THREADS says.
"""

import os

# Said before NumPy starts its threads.
os.environ["OMP_NUM_THREADS"] = os.environ.get("OMP_NUM_THREADS", "1")
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"]

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

THREADS = os.environ["OMP_NUM_THREADS"]
Parameters = Mapping[str, torch.Tensor]
RECIPE = {"zipcode-1989": "1989", "lenet5": "paper"}
TOLERANCE = 2e-3  # float32, a different order of summation in every step


def batches(training: Training) -> Iterator[slice]:
    """The mini-batches of one pass, in the images' order."""
    size = training.recipe.batch_size
    return (slice(start, start + size) for start in range(0, len(training.train_labels), size))


def own_steps(training: Training) -> Iterator[None]:
    """Take one of our steps at each turn."""
    network, inputs, labels = training.network, training.train_inputs, training.train_labels
    fused, rate = bool(training.loss.fused_with), training.recipe.learning_rate
    for batch in batches(training):
        outputs = network.forward(inputs[batch], training=True)
        _, gradient = training.loss(outputs, labels[batch])
        network.backward(gradient, skip_last=fused)
        training.optimizer.step(network.vector, network.gradient, rate)
        yield


def rival_steps(training: Training, parameters: Parameters) -> Iterator[None]:
    """Take one of PyTorch's steps at each turn, on the same images."""
    torch.set_num_threads(int(THREADS))
    torch.use_deterministic_algorithms(mode=True)  # as Karpathy's recipe does
    loss_of, Optimizer = RIVALS[training.network.name]  # noqa: N806 - a class
    optimizer = Optimizer(parameters.values(), lr=training.recipe.learning_rate)
    images = torch.from_numpy(training.train_inputs)
    labels = torch.from_numpy(training.train_labels)
    for batch in batches(training):
        loss = loss_of(parameters, images[batch], labels[batch])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        yield


def lenet5_loss(parameters: Parameters, x: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy of LeNet-5, (N, 1, 32, 32)."""
    x = torch.tanh(F.conv2d(x, parameters["C1.weight"], parameters["C1.bias"]))
    x = F.max_pool2d(x, 2)
    x = torch.tanh(F.conv2d(x, parameters["C3.weight"], parameters["C3.bias"]))
    x = F.max_pool2d(x, 2).flatten(1)
    x = torch.tanh(F.linear(x, parameters["C5.weight"], parameters["C5.bias"]))
    x = torch.tanh(F.linear(x, parameters["F6.weight"], parameters["F6.bias"]))
    x = F.linear(x, parameters["output.weight"], parameters["output.bias"])
    return F.cross_entropy(x, labels)


def zipcode_loss(parameters: Parameters, x: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Mean squared error of the 1989 network against −1 and +1."""
    targets = torch.full((len(labels), 10), -1.0)
    targets[torch.arange(len(labels)), labels] = 1.0
    return torch.mean((targets - zipcode_1989(parameters, x)) ** 2)


def zipcode_1989(parameters: Parameters, x: torch.Tensor) -> torch.Tensor:
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


RIVALS = {
    "zipcode-1989": (zipcode_loss, torch.optim.SGD),
    "lenet5": (lenet5_loss, torch.optim.Adam),
}


def main() -> None:
    """Measure, compare the weights, print."""
    parser = argparse.ArgumentParser(description="A training step, ours beside PyTorch's.")
    parser.add_argument("network", nargs="?", choices=RIVALS, default="zipcode-1989")
    parser.add_argument("--steps", type=int, help="training steps of each")
    arguments = parser.parse_args()
    name = arguments.network

    recipe = replace(RECIPES[name, RECIPE[name]], passes=1)
    size = recipe.batch_size
    steps = min(arguments.steps or (300 if size == 1 else 56), 7_291 // size)
    training = Training(recipe, first(load_mnist_first(), steps * size))
    parameters = {
        name: torch.tensor(value.copy(), requires_grad=True)
        for name, value in training.network.parameters.items()
    }
    own, rival = in_turns(
        own_steps(training),
        rival_steps(training, parameters),
        turn=50 if size == 1 else 4,
    )
    for key, value in training.network.parameters.items():
        difference = float(np.abs(value - parameters[key].detach().numpy()).max())
        if difference > TOLERANCE:
            raise SystemExit(f"{key} differs by {difference:.1e}: not the same training")
    report(
        f"One training step of {name}, batch {size}, {steps} steps, {THREADS} thread(s)",
        Timing("NumPy, this project", own),
        [Timing(f"PyTorch {torch.__version__}", rival)],
    )
    print(f"An epoch of 60,000 images: {60_000 / size * np.median(own):.1f} s, "
          f"PyTorch {60_000 / size * np.median(rival):.1f} s")  # fmt: skip


if __name__ == "__main__":
    main()
