"""The networks: ordered layer lists, with the papers' counts beside each layer.

A network is data. The trainer runs the list in NumPy, the builder writes it out as JavaScript,
and the page draws itself from it.
"""

from collections.abc import Callable, Mapping, Sequence
from inspect import signature
from types import MappingProxyType
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from trainer.arrays import Array, Shape
from trainer.images import lenet5_input, size_normalize, to_signed, zipcode_input
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
    ScaledTanh,
    Softmax,
    Tanh,
)


class Network:
    """A list of layers and the two flat vectors that hold all parameters and all gradients.

    Attributes:
        vector, gradient: all parameters and their gradients, flat, in the order of the list.
        parameters, gradients: views into them by full name (``H1.weight``).
        curvature: second derivatives, the diagonal only, in the same order.
        size_normalized: whether its weights were trained on digits that fill the image, as the
            zip codes of 1989 do; images that only come as bytes then are made to.

    """

    def __init__(
        self,
        name: str,
        input_shape: Shape,
        layers: Sequence[Layer],
        *,
        prepare: Callable[[NDArray[np.uint8]], NDArray[np.float32]],
        dtype: DTypeLike = np.float32,
    ) -> None:
        self.name, self.input_shape, self.layers = name, input_shape, tuple(layers)
        self._prepare = prepare
        self.size_normalized = False
        shape, before = input_shape, ""
        for layer in self.layers:
            layer.name = layer.name or f"{before}.{layer.kind.lower()}"
            layer.build(shape)
            _check_published(layer)
            shape, before = layer.out_shape, layer.name
        names = [layer.name for layer in self.layers]
        if len(set(names)) != len(names):
            raise ValueError(f"{name}: two layers share a name in {names}")
        self.allocate(dtype)

    def allocate(self, dtype: DTypeLike) -> None:
        """(Re)create the parameter and gradient vectors as zeros of ``dtype``."""
        shapes = {
            f"{layer.name}.{short}": shape
            for layer in self.layers
            for short, shape in layer.parameter_shapes().items()
        }
        total = sum(int(np.prod(shape)) for shape in shapes.values())
        self.vector, self.gradient = np.zeros(total, dtype), np.zeros(total, dtype)
        self.curvature = np.zeros(total, dtype)
        self.parameters, self.gradients = {}, {}
        curvatures = {}
        start = 0
        for name, shape in shapes.items():
            stop = start + int(np.prod(shape))
            self.parameters[name] = self.vector[start:stop].reshape(shape)
            self.gradients[name] = self.gradient[start:stop].reshape(shape)
            curvatures[name] = self.curvature[start:stop].reshape(shape)
            start = stop
        for layer in self.layers:
            shorts = layer.parameter_shapes()
            layer.params = {short: self.parameters[f"{layer.name}.{short}"] for short in shorts}
            layer.grads = {short: self.gradients[f"{layer.name}.{short}"] for short in shorts}
            layer.curvatures = {short: curvatures[f"{layer.name}.{short}"] for short in shorts}

    def cast(self, dtype: DTypeLike) -> None:
        """Compute in ``dtype`` from now on, with the same parameters."""
        tensors = {name: value.copy() for name, value in self.tensors.items()}
        self.allocate(dtype)
        self.load(tensors)

    def inputs(self, images: NDArray[Any]) -> NDArray[np.float32]:
        """Images as a data set holds them → a batch of inputs (N, *input_shape).

        Bytes (N, 28, 28) are prepared the network's own way, or its weights'; float images of the
        input's size (USPS) are already what it sees.
        """
        if images.dtype == np.uint8 and self.size_normalized:
            return to_signed(size_normalize(images)).reshape(-1, *self.input_shape)
        if images.dtype == np.uint8:
            return self._prepare(images)
        return images.reshape(len(images), *self.input_shape).astype(np.float32)

    @property
    def tensors(self) -> dict[str, Array]:
        """All that a weights file holds, by full name."""
        return {
            f"{layer.name}.{short}": value
            for layer in self.layers
            for short, value in layer.tensors.items()
        }

    def load(self, parameters: Mapping[str, Array]) -> None:
        """Copy tensors in; what does not fit raises ValueError naming the first difference."""
        tensors = self.tensors
        for name, own in tensors.items():
            if name not in parameters:
                raise ValueError(f"{self.name} needs the tensor {name}, which is missing")
            if parameters[name].shape != own.shape:
                raise ValueError(
                    f"{self.name} needs {name} of shape {own.shape}, found {parameters[name].shape}"
                )
        if extra := sorted(set(parameters) - set(tensors)):
            raise ValueError(f"{self.name} has no tensor {extra[0]}")
        for name, own in tensors.items():
            own[...] = parameters[name]

    def forward(self, x: Array, training: bool = False) -> Array:
        """Batch of inputs (N, *input_shape) → batch of outputs (N, 10)."""
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(
        self, dy: Array, input_gradient: bool = False, *, skip_last: bool = False
    ) -> Array | None:
        """Gradient by the output → all of ``gradient`` (and the gradient by the input).

        With ``skip_last``, ``dy`` is the gradient by the last layer's *input*, as a loss gives it
        that is fused with that layer.
        """
        gradient: Array | None = dy
        for layer in reversed(self.layers[:-1] if skip_last else self.layers):
            assert gradient is not None
            gradient = layer.backward(gradient, input_gradient or layer is not self.layers[0])
        return gradient

    def second_backward(self, d2y: Array) -> None:
        """Diagonal second derivatives by the output (N, 10) → ``curvature``, summed over N."""
        d2: Array | None = d2y
        for layer in reversed(self.layers):
            assert d2 is not None
            d2 = layer.second_backward(d2, layer is not self.layers[0])

    def activations(self, x: Array) -> dict[str, Array]:
        """Every layer's output for a batch, by layer name (copies)."""
        outputs = {}
        for layer in self.layers:
            x = layer.forward(x)
            outputs[layer.name] = x.copy()
        return outputs

    @property
    def input_units(self) -> int:
        """Numbers in one input."""
        return int(np.prod(self.input_shape))

    @property
    def counts(self) -> Counts:
        """Totals; the inputs count as units, as LeCun et al. (1989) count them."""
        each = [layer.counts for layer in self.layers]
        return Counts(
            self.input_units + sum(count.units for count in each),
            sum(count.parameters for count in each),
            sum(count.connections for count in each),
        )


def _check_published(layer: Layer) -> None:
    if layer.published is not None and layer.published != layer.counts:
        raise ValueError(
            f"{layer.name}: the paper counts {layer.published}, the list {layer.counts}"
        )


# Which H1 maps each H2 map sees. The 1989 paper does not print its table; this block scheme is
# that of Karpathy's reproduction (2022): three groups of four maps, each without one group of H1.
H2_TABLE = (
    *[(0, 1, 2, 3, 4, 5, 6, 7)] * 4,
    *[(4, 5, 6, 7, 8, 9, 10, 11)] * 4,
    *[(0, 1, 2, 3, 8, 9, 10, 11)] * 4,
)


BIASES: dict[str, Literal["unit", "map"]] = {"unit": "unit", "map": "map"}


def zipcode_1989(
    activation: str = "tanh",
    output: str = "tanh",
    bias: str = "unit",
    connections: str = "table",
    dropout: str = "0",
) -> Network:
    """LeCun et al. (1989), "Backpropagation Applied to Handwritten Zip Code Recognition".

    Input (1, 16, 16) in [−1, 1], ink +1. Ten tanh outputs, trained towards ±1.

    The options are later choices. ``activation`` is ``tanh``, ``scaled-tanh`` or ``relu``;
    ``output`` is ``tanh``, ``scaled-tanh`` or ``softmax``; ``bias`` is per ``unit`` or per
    ``map``; ``connections`` of H2 are those of the ``table`` or ``full``, which the 9,760
    parameters allow with biases per map and 28 units in H3; ``dropout`` is the share dropped
    before H3 and before the output.
    """
    squash = _choose(
        "activation", {"tanh": Tanh, "scaled-tanh": ScaledTanh, "relu": ReLU}, activation
    )
    outputs = _choose(
        "output", {"tanh": Tanh, "scaled-tanh": ScaledTanh, "softmax": Softmax}, output
    )
    bias_per = _choose("bias", BIASES, bias)
    full = _choose("connections", {"table": False, "full": True}, connections)
    share = float(dropout)
    beyond = -1.0 if activation != "relu" else 0.0  # around H1, as its units say "nothing here"
    as_published = bias == "unit" and not full

    def published(units: int, parameters: int, connections: int) -> Counts | None:
        return Counts(units, parameters, connections) if as_published else None

    network = Network(
        "zipcode-1989",
        (1, 16, 16),
        [
            Conv("H1", maps=12, kernel=5, stride=2, padding=2, padding_value=-1, bias=bias_per,
                 published=published(units=768, parameters=1_068, connections=19_968)),
            squash(),  # 12 × 8×8
            Conv("H2", maps=12, kernel=5, stride=2, padding=2, padding_value=beyond, bias=bias_per,
                 connections=None if full else H2_TABLE,
                 published=published(units=192, parameters=2_592, connections=38_592)),
            squash(),  # 12 × 4×4
            Flatten("flatten"),  # 192
            *([Dropout("flatten.dropout", share=share)] if share else []),
            Dense("H3", units=28 if full else 30,
                  published=published(units=30, parameters=5_790, connections=5_790)),
            squash(),
            *([Dropout("H3.dropout", share=share)] if share else []),
            Dense("output", units=10,
                  published=published(units=10, parameters=310, connections=310)),
            outputs(),
        ],
        prepare=zipcode_input,
    )  # fmt: skip
    if as_published:
        assert network.counts == Counts(units=1_256, parameters=9_760, connections=64_660)
    if network.counts.parameters > 9_760:
        raise ValueError(
            f"zipcode-1989: {network.counts.parameters:,} parameters, more than the paper's 9,760; "
            f"full connections need bias 'map'"
        )
    return network


def lenet5(
    pooling: str = "max",
    activation: str = "tanh",
    normalisation: str = "none",
    dropout: str = "0",
) -> Network:
    """LeNet-5 as Batmazoğlu builds it: input (1, 32, 32) in [0, 1], ten softmax outputs.

    Its equations 4 and 15 say max pooling, its figure 2 average pooling: ``pooling`` is ``max``
    or ``average``. ``activation`` is ``tanh``, ``relu`` or ``leaky-relu``; ``normalisation`` is
    ``none`` or ``batch``, before each activation, and adds 2 parameters a map or unit (452).
    ``dropout`` is the share dropped, in training only, before each of the three dense layers.
    """
    pool = _choose("pooling", {"max": MaxPool, "average": AveragePool}, pooling)
    squash = _choose(
        "activation", {"tanh": Tanh, "relu": ReLU, "leaky-relu": LeakyReLU}, activation
    )
    normalise = _choose("normalisation", {"none": False, "batch": True}, normalisation)

    def squashed(layer: Conv | Dense) -> list[Layer]:
        norm: list[Layer] = [BatchNorm(f"{layer.name}.norm")] if normalise else []
        return [layer, *norm, squash(f"{layer.name}.{squash.__name__.lower()}")]

    def dropped(name: str) -> list[Layer]:
        return [Dropout(f"{name}.dropout", share=float(dropout))] if float(dropout) else []

    network = Network(
        "lenet5",
        (1, 32, 32),
        [
            *squashed(Conv("C1", maps=6, kernel=5,
                           published=Counts(units=4_704, parameters=156, connections=122_304))),
            pool("S2", size=2),  # 6 × 14×14
            *squashed(Conv("C3", maps=16, kernel=5,
                           published=Counts(units=1_600, parameters=2_416, connections=241_600))),
            pool("S4", size=2),  # 16 × 5×5
            Flatten("flatten"),  # 400
            *dropped("flatten"),
            *squashed(Dense("C5", units=120,
                            published=Counts(units=120, parameters=48_120, connections=48_120))),
            *dropped("C5"),
            *squashed(Dense("F6", units=84,
                            published=Counts(units=84, parameters=10_164, connections=10_164))),
            *dropped("F6"),
            Dense("output", units=10,
                  published=Counts(units=10, parameters=850, connections=850)),
            Softmax(),
        ],
        prepare=lenet5_input,
    )  # fmt: skip
    assert network.vector.size == 61_706 + (452 if normalise else 0)
    return network


T = TypeVar("T")


def _choose(what: str, choices: Mapping[str, T], name: str) -> T:
    if name not in choices:
        raise ValueError(f"no {what} is called {name!r}; there are {', '.join(choices)}")
    return choices[name]


NETWORKS: dict[str, Callable[..., Network]] = {"zipcode-1989": zipcode_1989, "lenet5": lenet5}


def create(name: str, variant: Mapping[str, str] = MappingProxyType({})) -> Network:
    """The network called ``name``; ``variant`` chooses among what its function offers."""
    if name not in NETWORKS:
        raise ValueError(f"no network is called {name!r}; there are {', '.join(NETWORKS)}")
    function = NETWORKS[name]
    offered = signature(function).parameters
    for option in variant:
        if option not in offered:
            raise ValueError(f"{name} has no {option!r}; it offers {', '.join(offered) or 'none'}")
    return function(**variant)
