"""The curvature of the loss over a sample of images, for the optimizer of 1989.

Computed by NumPy, also for the engine: the last digits depend on the processor's BLAS kernel, and
so do those of the weights that are trained with it.
"""

import numpy as np

from trainer.arrays import Array
from trainer.networks.network import Network
from trainer.training.losses import Loss

BATCH = 100


def mean_curvature(network: Network, loss: Loss, inputs: Array) -> Array:
    """Return the diagonal second derivatives of the loss, their mean over ``inputs``.

    One number for each parameter, in the order of ``network.vector``. Raise ValueError for a loss
    without second derivatives.
    """
    if loss.second is None:
        raise ValueError("the loss has no second derivatives")
    total = np.zeros_like(network.curvature)
    for start in range(0, len(inputs), BATCH):
        outputs = network.forward(inputs[start : start + BATCH])
        network.second_backward(loss.second(outputs))
        total += network.curvature
    return total / len(inputs)
