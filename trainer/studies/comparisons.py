"""The comparison that Batmazoğlu's future work asks for: LeNet-5 with one thing changed at a time.

Optimizers, activations, pooling and batch normalisation against the paper's recipe, on MNIST and
on Fashion-MNIST: studies like those of :mod:`trainer.studies.studies`, run by the same sweep.
Learning rates are the usual ones of each optimizer, none was searched for.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from trainer.studies.results import Result
from trainer.studies.studies import Arm, Study
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

COMPARISONS = {
    study.name: study
    for study in (
        Study(
            f"lenet5-{data}",
            f"LeNet-5 on {title}, one thing changed at a time",
            range(3),
            tuple(replace(arm, recipe=replace(arm.recipe, data=data)) for arm in ARMS),
        )
        for data, title in (("mnist", "MNIST"), ("fashion-mnist", "Fashion-MNIST"))
    )
}


def shortened(study: Study, passes: int) -> Study:
    """The same study with another number of passes, under a name of its own."""
    arms = tuple(replace(arm, recipe=replace(arm.recipe, passes=passes)) for arm in study.arms)
    if arms == study.arms:
        return study
    return replace(study, name=f"{study.name}-{passes}-passes", arms=arms)


def table(study: Study, found: Sequence[Result]) -> str:
    """A Markdown table: test error after the first and the last pass, mean and spread."""
    lines = [
        f"{study.title}. Test error in %, mean ± standard deviation; core seconds a run.",
        "",
        "| | seeds | after pass 1 | at the end | seconds |",
        "|---|---|---|---|---|",
    ]
    for arm in study.arms:
        runs = [run for run in found if run.arm == arm.name]
        if runs:
            first = _spread([run.first_test.error for run in runs])
            last = _spread([run.test.error for run in runs])
            seconds = np.mean([run.seconds for run in runs])
            lines.append(f"| {arm.title} | {len(runs)} | {first} | {last} | {seconds:.0f} |")
    return "\n".join(lines) + "\n"


def _spread(errors: Sequence[float]) -> str:
    mean = f"{100 * np.mean(errors):.2f}"
    return f"{mean} ± {100 * np.std(errors, ddof=1):.2f}" if len(errors) > 1 else mean
