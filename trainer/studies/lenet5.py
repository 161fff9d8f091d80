"""The comparison that Batmazoğlu's future work asks for: LeNet-5 with one thing changed at a time.

Optimizers, activations, pooling and batch normalisation against the paper's recipe, on MNIST and
on Fashion-MNIST. Learning rates are the usual ones of each optimizer, none was searched for.
"""

from dataclasses import replace

from trainer.studies.study import Arm, Study
from trainer.training.recipes import RECIPES, Recipe

PAPER = RECIPES["lenet5", "paper"]


def _optimizer(name: str, learning_rate: float) -> Recipe:
    return replace(PAPER, optimizer=name, optimizer_options={}, learning_rate=learning_rate)


ARMS = (
    Arm("paper", "as the paper: Adam, tanh, max pooling", PAPER),
    Arm("sgd", "SGD, η 0.1", _optimizer("sgd", 0.1)),
    Arm("momentum", "momentum 0.9, η 0.02", _optimizer("momentum", 0.02)),
    Arm("rmsprop", "RMSProp, η 0.001", _optimizer("rmsprop", 0.001)),
    Arm("adamw", "AdamW, η 0.001, decay 0.01", _optimizer("adamw", 0.001)),
    Arm("relu", "ReLU", replace(PAPER, variant={"activation": "relu"}, initializer="he-2015")),
    Arm(
        "leaky-relu",
        "leaky ReLU",
        replace(PAPER, variant={"activation": "leaky-relu"}, initializer="he-2015"),
    ),
    Arm("average", "average pooling", replace(PAPER, variant={"pooling": "average"})),
    Arm("batch-norm", "batch normalisation", replace(PAPER, variant={"normalisation": "batch"})),
)

STUDIES = tuple(
    Study(
        f"lenet5-{data}",
        f"LeNet-5 on {title}, one thing changed at a time",
        range(3),
        tuple(replace(arm, recipe=replace(arm.recipe, data=data)) for arm in ARMS),
        committed=data == "mnist",
    )
    for data, title in (("mnist", "MNIST"), ("fashion-mnist", "Fashion-MNIST"))
)
