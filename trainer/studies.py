"""The studies: which recipes are run over which seeds, to say what is true of them.

A study has arms that are compared with each other; every arm runs on every seed, and a seed fixes
the initial weights and, where the data set's name has ``{seed}``, the draw of the images too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from trainer.recipes import RECIPES, Recipe


@dataclass(frozen=True)
class Arm:
    """One way of training; ``title`` stands in tables and figures."""

    name: str
    title: str
    recipe: Recipe

    def for_seed(self, seed: int) -> Recipe:
        """The recipe of one run."""
        return replace(self.recipe, seed=seed, data=self.recipe.data.format(seed=seed))


@dataclass(frozen=True)
class Study:
    """Arms and seeds; its results stand in ``results/NAME.json``."""

    name: str
    title: str
    seeds: Sequence[int]
    arms: tuple[Arm, ...]


PAPER = RECIPES["zipcode-1989", "1989"]
NEWTON = RECIPES["zipcode-1989", "newton"]


def _distribution(name: str, title: str, recipe: Recipe, data: str) -> Study:
    return Study(name, title, range(30), (Arm(name, title, replace(recipe, data=data)),))


STUDIES = {
    study.name: study
    for study in (
        _distribution("mnist-first", "MNIST, first 7,291 / first 2,007", PAPER, "mnist-first"),
        _distribution("mnist-draws", "MNIST, random 7,291 / 2,007", PAPER, "mnist-draw-{seed}"),
        _distribution("usps", "Zip codes of 1989, plain gradient descent", PAPER, "usps"),
        _distribution("usps-newton", "Zip codes of 1989, the paper's algorithm", NEWTON, "usps"),
    )
}
