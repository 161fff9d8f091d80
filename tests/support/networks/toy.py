"""Networks that the project has never heard of: new lists, and nothing else."""

from pathlib import Path

from tests.support.data.small_data import first_images
from trainer.checkpoints import checkpoint
from trainer.checkpoints.card import Card
from trainer.layers import Conv, Dense, Flatten, Tanh
from trainer.networks.initializers import initialize
from trainer.networks.input import Input
from trainer.networks.network import Network
from trainer.training.losses import LOSSES


def with_convolution() -> Network:
    """Four maps, then ten units; no second convolution, no recipe, no kept passes."""
    layers = [Conv("A", maps=4, kernel=5), Tanh(), Flatten(), Dense("B", units=10), Tanh()]
    return Network("toy-conv", Input(size=14, paper=-1, ink=1), layers)


def without_convolution() -> Network:
    """All pixels at once to ten units."""
    layers = [Flatten(), Dense("B", units=10), Tanh()]
    return Network("toy-flat", Input(size=12, margin=1), layers)


TOYS = {"toy-conv": with_convolution, "toy-flat": without_convolution}


def trained(name: str, folder: Path) -> tuple[Network, Path]:
    """Train a toy a little, by plain gradient descent, and keep its weights."""
    network, data = TOYS[name](), first_images(train=600, test=10)
    initialize(network, "lecun-1998", 1)
    inputs, loss = network.inputs(data.train_images), LOSSES["squared-error"]
    for first in range(0, 600, 10):
        part = slice(first, first + 10)
        _, gradient = loss.function(network.forward(inputs[part], training=True),
                                 data.train_labels[part])  # fmt: skip
        network.backward(gradient)
        network.vector -= 0.3 * network.gradient
    path = folder / f"{name}.safetensors"
    checkpoint.save(path, network.tensors, Card(name))
    return network, path
