"""The studies of the 1989 network: distributions over seeds, single and cumulative changes."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from trainer.ink.augmentation import Augmentation
from trainer.studies.study import Arm, Study
from trainer.training.recipes import RECIPES, Recipe

PAPER = RECIPES["zipcode-1989", "1989"]
NEWTON = RECIPES["zipcode-1989", "newton"]


def _distribution(name: str, title: str, recipe: Recipe, data: str) -> Study:
    return Study(name, title, range(30), (Arm(name, title, replace(recipe, data=data)),))


def _with(
    recipe: Recipe, variant: Mapping[str, str] = MappingProxyType({}), **changes: Any
) -> Recipe:
    """Return the recipe with fields changed and options added to its network's variant."""
    return replace(recipe, variant={**recipe.variant, **variant}, **changes)


# The ladder: from the 1989 recipe to today's, on Karpathy's protocol. Seeds as in the study
# mnist-draws, so that its first ten runs are the baseline.
DRAWN = replace(PAPER, data="mnist-draw-{seed}")
CROSS_ENTROPY: dict[str, Any] = {"loss": "cross-entropy", "learning_rate": 0.01}
ADAMW: dict[str, Any] = {
    "optimizer": "adamw",
    "optimizer_options": {"decay": 0.01},
    "learning_rate": 0.003,
    "batch_size": 32,
    "order": "shuffled",
    "schedule": "cosine",
    "warm_up": 1.0,
}
SHIFTED = Augmentation(shift=1.75)  # ±1 of the 16 pixels that the network sees
WARPED = Augmentation(rotation=10, shift=1.5, scale=0.1, stretch=0.1, shear=0.15, elastic=15)
RECTIFIED = {"activation": "relu", "dropout": "0.1"}

SOFTMAX = _with(DRAWN, {"output": "softmax"}, **CROSS_ENTROPY)
STEPPED = _with(SOFTMAX, **ADAMW)
MOVED = _with(STEPPED, augmentation=SHIFTED, passes=30)
DROPPED = _with(MOVED, RECTIFIED, initializer="he-2015")
BEST = _with(
    DROPPED,
    {"dropout": "0", "bias": "map", "connections": "full"},
    augmentation=WARPED,
    averaging=0.999,
    passes=60,
)
# More images, more steps: 20 · 60,000 presentations, nearly three times 60 · 7,291.
ALL_IMAGES = _with(BEST, data="mnist-all-draw-{seed}", passes=20)

FLIPS = (
    Arm("softmax", "Softmax and cross-entropy", SOFTMAX),
    Arm("adamw", "AdamW with weight decay, batches of 32", _with(DRAWN, **ADAMW)),
    Arm("shift", "Images shifted by up to a pixel", _with(DRAWN, augmentation=SHIFTED)),
    Arm("relu", "ReLU with dropout", _with(DRAWN, RECTIFIED, initializer="he-2015")),
    Arm("bias", "One bias for each map", _with(DRAWN, {"bias": "map"})),
    Arm(
        "full",
        "Full connections to H2, 28 units in H3",
        _with(DRAWN, {"bias": "map", "connections": "full"}),
    ),
    Arm("initial", "Initial weights of 1998", _with(DRAWN, initializer="lecun-1998")),
    Arm(
        "data", "All 60,000 images, 3 passes", _with(DRAWN, data="mnist-all-draw-{seed}", passes=3)
    ),
)
STEPS = (
    Arm("step-adamw", "and AdamW in batches of 32", STEPPED),
    Arm("step-shift", "and shifted images, 30 passes", MOVED),
    Arm("step-relu", "and ReLU with dropout", DROPPED),
    Arm("step-best", "warped images, averaged weights, full connections; 60 passes", BEST),
    Arm("step-data", "and all 60,000 images", ALL_IMAGES),
)

STUDIES = (
    _distribution("mnist-first", "MNIST, first 7,291 / first 2,007", PAPER, "mnist-first"),
    _distribution("mnist-draws", "MNIST, random 7,291 / 2,007", PAPER, "mnist-draw-{seed}"),
    _distribution("usps", "Zip codes of 1989, plain gradient descent", PAPER, "usps"),
    _distribution("usps-newton", "Zip codes of 1989, the paper's algorithm", NEWTON, "usps"),
    Study("flips", "One choice of 1989 changed at a time", range(10), FLIPS),
    Study("ladder", "The changes added up", range(10), STEPS),
)
