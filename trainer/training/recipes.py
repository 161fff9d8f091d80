"""The recipes: every hyperparameter of every committed set of weights, by network and name."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Literal, get_args

from trainer.ink.augmentation import Augmentation
from trainer.json_fields import Fields

Order = Literal["constant", "shuffled"]
Schedule = Literal["constant", "cosine"]
SIGNIFICANT_BITS = (2, 24)
"""The fewest that weights can be rounded to, and all that float32 has."""
ORDERS: tuple[Order, ...] = get_args(Order)
SCHEDULES: tuple[Schedule, ...] = get_args(Schedule)


@dataclass(frozen=True)
class Recipe:
    """How a network is trained; the card of its weights repeats all of it.

    Attributes:
        network, name: which network, and what its weights are called (``1989``, ``today``).
        data: the data set, as :mod:`trainer.datasets.catalogue` names it.
        order: ``constant`` presents the examples as stored in every pass; ``shuffled`` in a new
            order for each pass, drawn from the seed.
        passes: presentations of the whole training set (the 1989 paper's word for epochs).
        variant: options of the network's function (``pooling``, …).
        optimizer_options: arguments of the optimizer (``beta1``, ``decay``, …).
        schedule, warm_up: the learning-rate schedule; passes of warm-up.
        averaging: decay of the exponential moving average of the weights that is kept instead of
            the weights themselves; 0 for none.
        augmentation: the augmentation of the training images in each pass, or None.
        significant_bits: bits that the kept weights are rounded to (24: not at all), so that a
            page with them is smaller.

    """

    network: str
    name: str
    data: str
    initializer: str
    loss: str
    optimizer: str
    learning_rate: float
    batch_size: int
    order: Order
    passes: int
    seed: int
    variant: Mapping[str, str] = field(default_factory=dict)
    optimizer_options: Mapping[str, float] = field(default_factory=dict)
    schedule: Schedule = "constant"
    warm_up: float = 0.0
    averaging: float = 0.0
    augmentation: Augmentation | None = None
    significant_bits: int = SIGNIFICANT_BITS[1]

    def to_json(self) -> dict[str, object]:
        """Return all fields except optional ones with their default value, for the card."""
        defaults = {item.name: item.default for item in fields(self)}
        defaults |= {"variant": {}, "optimizer_options": {}}
        values = asdict(self)
        return {name: value for name, value in values.items() if value != defaults[name]}

    @staticmethod
    def from_json(given: Fields) -> "Recipe":
        """Read a recipe as :meth:`to_json` wrote it; raise ValueError where it is none."""
        optional = given.optional
        recipe = Recipe(
            network=given.text("network"),
            name=given.text("name"),
            data=given.text("data"),
            initializer=given.text("initializer"),
            loss=given.text("loss"),
            optimizer=given.text("optimizer"),
            learning_rate=given.number("learning_rate", 0),
            batch_size=given.whole("batch_size", 1),
            order=given.choice("order", ORDERS),
            passes=given.whole("passes"),
            seed=given.whole("seed"),
            variant=optional("variant", given.texts, {}),
            optimizer_options=optional("optimizer_options", given.numbers, {}),
            schedule=optional(
                "schedule", lambda name: given.choice(name, SCHEDULES), Recipe.schedule
            ),
            warm_up=optional("warm_up", lambda name: given.number(name, 0), Recipe.warm_up),
            averaging=optional(
                "averaging", lambda name: given.number(name, 0, 1), Recipe.averaging
            ),
            augmentation=optional(
                "augmentation", lambda name: Augmentation.from_json(given.nested(name)), None
            ),
            significant_bits=optional(
                "significant_bits",
                lambda name: given.whole(name, *SIGNIFICANT_BITS),
                Recipe.significant_bits,
            ),
        )
        given.finish()
        return recipe


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
    # The same on the paper's own images.
    ("zipcode-1989", "usps"): Recipe(
        network="zipcode-1989",
        name="usps",
        data="usps",
        initializer="lecun-1989",
        loss="squared-error",
        optimizer="sgd",
        learning_rate=0.03,
        batch_size=1,
        order="constant",
        passes=23,
        seed=1989,
    ),
    # LeCun et al. (1989) with the paper's own algorithm, activation and initial weights. It prints
    # neither η nor μ: these are the best of a search on the last 2,000 training zip codes.
    ("zipcode-1989", "newton"): Recipe(
        network="zipcode-1989",
        name="newton",
        data="usps",
        initializer="lecun-1989-printed",
        loss="squared-error",
        optimizer="diagonal-newton",
        optimizer_options={"damping": 0.2, "sample": 500},
        learning_rate=0.005,
        batch_size=1,
        order="constant",
        passes=23,
        seed=1989,
        variant={"activation": "scaled-tanh", "output": "scaled-tanh"},
    ),
    # Batmazoğlu, section V-C.
    ("lenet5", "paper"): Recipe(
        network="lenet5",
        name="paper",
        data="mnist",
        initializer="lecun-1998",
        loss="cross-entropy",
        optimizer="adam",
        optimizer_options={"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
        learning_rate=0.001,
        batch_size=128,
        order="shuffled",
        passes=3,
        seed=1998,
        significant_bits=16,
    ),
    # The best of the same network on MNIST: longer training, with augmentation.
    ("lenet5", "mnist"): Recipe(
        network="lenet5",
        name="mnist",
        data="mnist",
        initializer="lecun-1998",
        loss="cross-entropy",
        optimizer="adamw",
        optimizer_options={"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "decay": 0.1},
        learning_rate=0.003,
        batch_size=128,
        order="shuffled",
        passes=30,
        seed=1998,
        significant_bits=16,
        schedule="cosine",
        warm_up=1,
        averaging=0.999,
        augmentation=Augmentation(
            rotation=10,
            shift=1,
            scale=0.1,
            stretch=0.08,
            shear=0.1,
            elastic=14,
            thickness=0.2,
            share=0.8,
        ),
    ),
    # The same 9,760 parameters with present-day methods: more data, pen strokes, Adam.
    ("zipcode-1989", "today"): Recipe(
        network="zipcode-1989",
        name="today",
        data="mnist-and-ink",
        initializer="lecun-1989",
        loss="squared-error",
        optimizer="adam",
        learning_rate=0.003,
        batch_size=128,
        order="shuffled",
        passes=8,
        seed=1989,
        schedule="cosine",
    ),
    ("lenet5", "today"): Recipe(
        network="lenet5",
        name="today",
        data="mnist-and-ink",
        initializer="lecun-1998",
        loss="cross-entropy",
        optimizer="adamw",
        optimizer_options={"decay": 0.1},
        learning_rate=0.003,
        batch_size=128,
        order="shuffled",
        passes=12,
        seed=1998,
        significant_bits=16,
        schedule="cosine",
        warm_up=1,
        averaging=0.999,
    ),
}
