"""The recipes: every hyperparameter of every committed set of weights, by network and name."""

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Recipe:
    """How a network is trained; the card of its weights repeats all of it.

    Attributes:
        network, name: which network, and what its weights are called (``1989``, ``today``).
        data: the data set, as :mod:`trainer.datasets` names it.
        order: ``constant`` presents the examples as stored in every pass; ``shuffled`` draws a
            new order for each pass from the seed.
        passes: presentations of the whole training set (the 1989 paper's word for epochs).

    """

    network: str
    name: str
    data: str
    initializer: str
    loss: str
    optimizer: str
    learning_rate: float
    batch_size: int
    order: Literal["constant", "shuffled"]
    passes: int
    seed: int

    def to_json(self) -> dict[str, Any]:
        """All fields, for the card."""
        return asdict(self)


RECIPES = {
    # LeCun et al. (1989) as Karpathy (2022) and Ismanto (2026) run it, on Ismanto's split.
    ("zipcode-1989", "1989"): Recipe(
        network="zipcode-1989",
        name="1989",
        data="mnist-first",
        initializer="lecun-1989",
        loss="squared-error",
        optimizer="sgd",
        learning_rate=0.03,
        batch_size=1,
        order="constant",
        passes=23,
        seed=1989,
    ),
}
