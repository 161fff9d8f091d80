"""Loss and misses of a set of images."""

import numpy as np
import pytest

from trainer.datasets.dataset import NO_CLASS
from trainer.layers import Dense, Flatten, Softmax
from trainer.networks.input import Input
from trainer.networks.network import Network
from trainer.training.evaluate import count_misses, evaluate
from trainer.training.losses import LOSSES


def test_images_of_no_class_have_a_loss_but_cannot_be_missed() -> None:
    layers = [Flatten("f"), Dense("d", units=3), Softmax("p")]
    network = Network("toy", Input(size=1), layers)
    network.parameters["d.bias"][...] = [0, 2, 1]
    inputs = np.zeros((4, 1, 1, 1), np.float32)
    labels = np.array([1, 0, NO_CLASS, 2])
    score = evaluate(network, inputs, labels, LOSSES["cross-entropy"])
    assert (score.misses, score.images) == (2, 3)
    assert score.error == pytest.approx(2 / 3)
    log = np.log(np.exp([0, 2, 1]) / np.exp([0, 2, 1]).sum())
    assert score.loss == pytest.approx(-(log[1] + log[0] + log.mean() + log[2]) / 4)


def test_of_equal_outputs_the_first_is_the_answer() -> None:
    outputs = np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]])
    assert count_misses(outputs, np.array([0, 1])) == 0
    assert count_misses(outputs, np.array([1, 2])) == 2
