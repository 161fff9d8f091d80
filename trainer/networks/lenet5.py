"""LeNet-5 in Batmazoğlu's version, with its counts beside each layer."""

from trainer.layers import (
    AveragePool,
    BatchNorm,
    Conv,
    Counts,
    Dense,
    Dropout,
    Flatten,
    Layer,
    LeakyReLU,
    MaxPool,
    ReLU,
    Softmax,
    Tanh,
)
from trainer.networks.choices import choose
from trainer.networks.input import Input
from trainer.networks.network import Network


def lenet5(
    pooling: str = "max",
    activation: str = "tanh",
    normalisation: str = "none",
    dropout: str = "0",
) -> Network:
    """Make Batmazoğlu's LeNet-5: input (1, 32, 32) in [0, 1], ten softmax outputs.

    Its equations 4 and 15 say max pooling, its figure 2 average pooling: ``pooling`` is ``max``
    or ``average``. ``activation`` is ``tanh``, ``relu`` or ``leaky-relu``; ``normalisation`` is
    ``none`` or ``batch``, before each activation, and adds 2 parameters a map or unit (452).
    ``dropout`` is the probability of dropping a unit before each of the three dense layers.
    """
    pool = choose("pooling", {"max": MaxPool, "average": AveragePool}, pooling)
    activate = choose(
        "activation", {"tanh": Tanh, "relu": ReLU, "leaky-relu": LeakyReLU}, activation
    )
    normalise = choose("normalisation", {"none": False, "batch": True}, normalisation)

    def activated(layer: Conv | Dense) -> list[Layer]:
        norm: list[Layer] = [BatchNorm(f"{layer.name}.norm")] if normalise else []
        return [layer, *norm, activate(f"{layer.name}.{activate.__name__.lower()}")]

    def dropout_after(name: str) -> list[Layer]:
        return [Dropout(f"{name}.dropout", share=float(dropout))] if float(dropout) else []

    network = Network(
        "lenet5",
        Input(size=28, margin=2),
        [
            *activated(Conv("C1", maps=6, kernel=5,
                            published=Counts(units=4_704, parameters=156, connections=122_304))),
            pool("S2", size=2),  # 6 × 14×14
            *activated(Conv("C3", maps=16, kernel=5,
                            published=Counts(units=1_600, parameters=2_416, connections=241_600))),
            pool("S4", size=2),  # 16 × 5×5
            Flatten("flatten"),  # 400
            *dropout_after("flatten"),
            *activated(Dense("C5", units=120,
                             published=Counts(units=120, parameters=48_120, connections=48_120))),
            *dropout_after("C5"),
            *activated(Dense("F6", units=84,
                             published=Counts(units=84, parameters=10_164, connections=10_164))),
            *dropout_after("F6"),
            Dense("output", units=10,
                  published=Counts(units=10, parameters=850, connections=850)),
            Softmax(),
        ],
        title="LeNet-5",
        colour="blue",
        offered=("today", "paper"),
    )  # fmt: skip
    assert network.vector.size == 61_706 + (452 if normalise else 0)
    return network
