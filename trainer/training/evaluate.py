"""Loss and errors of a network on a set of images."""

import numpy as np
from numpy.typing import NDArray

from trainer.arrays import Array
from trainer.networks.network import Network
from trainer.networks.predict import predict
from trainer.training.losses import Loss
from trainer.training.records import Score


def evaluate(network: Network, inputs: Array, labels: NDArray[np.integer], loss: Loss) -> Score:
    """Return the mean loss over inputs (N, *input_shape), and the misses among labels (N,) ≥ 0.

    The loss is summed in float64, so that it does not depend on how many images there are.
    """
    outputs = predict(network, inputs)
    images = int(np.count_nonzero(labels >= 0))
    return Score(loss(outputs.astype(np.float64), labels)[0], count_misses(outputs, labels), images)


def count_misses(outputs: Array, labels: NDArray[np.integer]) -> int:
    """Count the rows of outputs (N, classes) whose largest is not their label's, if it is ≥ 0."""
    return int(np.count_nonzero((outputs.argmax(1) != labels) & (labels >= 0)))
