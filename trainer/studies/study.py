"""A study: recipes that are run over seeds, to say what is true of them.

A study has arms that are compared with each other; every arm runs on every seed, and a seed fixes
the initial weights and, where the data set's name has ``{seed}``, the draw of the images too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from trainer.training.recipes import Recipe


@dataclass(frozen=True)
class Arm:
    """One way of training; ``title`` is its name in tables and figures."""

    name: str
    title: str
    recipe: Recipe

    def for_seed(self, seed: int) -> Recipe:
        """Return the recipe of one run."""
        return replace(self.recipe, seed=seed, data=self.recipe.data.format(seed=seed))


@dataclass(frozen=True)
class Study:
    """Arms and seeds; its results are in ``results/NAME.json``.

    ``committed`` says whether they are kept in the repository: such studies run by default.
    """

    name: str
    title: str
    seeds: Sequence[int]
    arms: tuple[Arm, ...]
    committed: bool = True

    def shortened(self, passes: int) -> "Study":
        """Return the study with another number of passes, under a name of its own."""
        arms = tuple(replace(arm, recipe=replace(arm.recipe, passes=passes)) for arm in self.arms)
        if arms == self.arms:
            return self
        return replace(self, name=f"{self.name}-{passes}-passes", arms=arms)
