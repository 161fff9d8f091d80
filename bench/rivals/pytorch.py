"""The networks in PyTorch, as separate operations, with automatic differentiation.

For the 1989 network this is Karpathy's reproduction (2022). Only a process of its own imports this
module: :mod:`bench.processes` says why.
"""

from collections.abc import Mapping

import torch
from torch.nn import functional as F  # noqa: N812 - PyTorch's own way to write it

from bench.steps import batches
from trainer.arrays import Array
from trainer.datasets.dataset import Dataset
from trainer.training.loop import Training
from trainer.training.recipes import Recipe

Parameters = Mapping[str, torch.Tensor]


class PyTorch:
    """Training in PyTorch, from the same weights and over the same images as ours."""

    name = f"PyTorch {torch.__version__}"

    def __init__(self, recipe: Recipe, data: Dataset, threads: int = 1) -> None:
        training = Training(recipe, data)
        torch.set_num_threads(threads)
        torch.use_deterministic_algorithms(mode=True)  # as Karpathy's recipe does
        self._parameters = {
            name: torch.tensor(value.copy(), requires_grad=True)
            for name, value in training.network.parameters.items()
        }
        self._images = torch.from_numpy(training.train_inputs)
        self._labels = torch.from_numpy(training.train_labels)
        self._batches = batches(training)
        self._loss, optimizer = RIVALS[training.network.name]
        self._optimizer = optimizer(self._parameters.values(), lr=training.recipe.learning_rate)

    def step(self) -> None:
        """Train one mini-batch."""
        batch = next(self._batches)
        loss = self._loss(self._parameters, self._images[batch], self._labels[batch])
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self._optimizer.step()

    def parameters(self) -> dict[str, Array]:
        """Return the parameters after the steps so far."""
        return {name: value.detach().numpy() for name, value in self._parameters.items()}


def lenet5_loss(parameters: Parameters, x: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Return the mean cross-entropy of LeNet-5 for inputs (N, 1, 32, 32)."""
    x = torch.tanh(F.conv2d(x, parameters["C1.weight"], parameters["C1.bias"]))
    x = F.max_pool2d(x, 2)
    x = torch.tanh(F.conv2d(x, parameters["C3.weight"], parameters["C3.bias"]))
    x = F.max_pool2d(x, 2).flatten(1)
    x = torch.tanh(F.linear(x, parameters["C5.weight"], parameters["C5.bias"]))
    x = torch.tanh(F.linear(x, parameters["F6.weight"], parameters["F6.bias"]))
    x = F.linear(x, parameters["output.weight"], parameters["output.bias"])
    return F.cross_entropy(x, labels)


def zipcode_loss(parameters: Parameters, x: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Return the mean squared error of the 1989 network, with targets −1 and +1."""
    targets = torch.full((len(labels), 10), -1.0)
    targets[torch.arange(len(labels)), labels] = 1.0
    return torch.mean((targets - zipcode_1989(parameters, x)) ** 2)


def zipcode_1989(parameters: Parameters, x: torch.Tensor) -> torch.Tensor:
    """Return outputs (N, 10) for (N, 1, 16, 16); H2 is three convolutions, a block of maps each."""
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


RIVALS = {
    "zipcode-1989": (zipcode_loss, torch.optim.SGD),
    "lenet5": (lenet5_loss, torch.optim.Adam),
}
