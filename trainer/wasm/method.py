"""How a module trains: what of a recipe is written into its code."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from trainer.training.recipes import Recipe

ON_LINE = ("sgd", "diagonal-newton")
"""Rules whose step is taken within the backward pass, where a batch is one image."""


@dataclass(frozen=True)
class Method:
    """The parts of a recipe that the code depends on.

    Attributes:
        initializer, loss, optimizer: by name; ``options`` are the optimizer's.
        batches: whether gradients are summed over a batch before a step.
        averaging: the decay of the moving average of the parameters, or 0 for none.

    """

    initializer: str
    loss: str = "squared-error"
    optimizer: str = "sgd"
    options: Mapping[str, float] = field(default_factory=dict)
    batches: bool = False
    averaging: float = 0.0

    @property
    def own_rates(self) -> bool:
        """Whether each parameter has a learning rate of its own."""
        return self.optimizer == "diagonal-newton"


def method_of(recipe: Recipe) -> Method:
    """Return the method of a recipe."""
    on_line = recipe.batch_size == 1 and recipe.optimizer in ON_LINE and not recipe.averaging
    return Method(
        recipe.initializer,
        recipe.loss,
        recipe.optimizer,
        recipe.optimizer_options,
        not on_line,
        recipe.averaging,
    )
