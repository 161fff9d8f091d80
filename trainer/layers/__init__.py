"""The layers, one concept a file, each with its forward pass directly above its backward pass.

The conventions that all of them follow are in :mod:`trainer.layers.base`.
"""

from trainer.layers.activations import LeakyReLU, ReLU, ScaledTanh, Softmax, Tanh
from trainer.layers.base import Counts, Layer
from trainer.layers.conv import Conv
from trainer.layers.dense import Dense, Flatten
from trainer.layers.dropout import Dropout
from trainer.layers.normalisation import BatchNorm
from trainer.layers.pooling import AveragePool, MaxPool

__all__ = [
    "AveragePool",
    "BatchNorm",
    "Conv",
    "Counts",
    "Dense",
    "Dropout",
    "Flatten",
    "Layer",
    "LeakyReLU",
    "MaxPool",
    "ReLU",
    "ScaledTanh",
    "Softmax",
    "Tanh",
]
