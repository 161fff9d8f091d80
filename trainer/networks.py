"""The networks: ordered layer lists, with the papers' counts beside each layer.

A network is data. The trainer runs the list in NumPy, the builder writes it out as JavaScript,
and the page draws itself from it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from trainer.arrays import Array, Shape
from trainer.images import zipcode_input
from trainer.layers import Conv, Counts, Dense, Flatten, Layer, Tanh


class Network:
    """A list of layers and the two flat vectors that hold all parameters and all gradients.

    Attributes:
        vector, gradient: all parameters and their gradients, flat, in the order of the list.
        parameters, gradients: views into them by full name (``H1.weight``).

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
        self.parameters, self.gradients = {}, {}
        start = 0
        for name, shape in shapes.items():
            stop = start + int(np.prod(shape))
            self.parameters[name] = self.vector[start:stop].reshape(shape)
            self.gradients[name] = self.gradient[start:stop].reshape(shape)
            start = stop
        for layer in self.layers:
            shorts = layer.parameter_shapes()
            layer.params = {short: self.parameters[f"{layer.name}.{short}"] for short in shorts}
            layer.grads = {short: self.gradients[f"{layer.name}.{short}"] for short in shorts}

    def inputs(self, images: NDArray[Any]) -> NDArray[np.float32]:
        """Images as a data set holds them → a batch of inputs (N, *input_shape).

        Bytes (N, 28, 28) are prepared the network's own way; float images of the input's size
        (USPS) are already what it sees.
        """
        if images.dtype == np.uint8:
            return self._prepare(images)
        return images.reshape(len(images), *self.input_shape).astype(np.float32)

    def load(self, parameters: Mapping[str, Array]) -> None:
        """Copy parameters in; what does not fit raises ValueError naming the first difference."""
        for name, own in self.parameters.items():
            if name not in parameters:
                raise ValueError(f"{self.name} needs the tensor {name}, which is missing")
            if parameters[name].shape != own.shape:
                raise ValueError(
                    f"{self.name} needs {name} of shape {own.shape}, found {parameters[name].shape}"
                )
        if extra := sorted(set(parameters) - set(self.parameters)):
            raise ValueError(f"{self.name} has no tensor {extra[0]}")
        for name, own in self.parameters.items():
            own[...] = parameters[name]

    def forward(self, x: Array, training: bool = False) -> Array:
        """Batch of inputs (N, *input_shape) → batch of outputs (N, 10)."""
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self, dy: Array, input_gradient: bool = False) -> Array | None:
        """Gradient by the output → all of ``gradient`` (and the gradient by the input)."""
        gradient: Array | None = dy
        for layer in reversed(self.layers):
            assert gradient is not None
            gradient = layer.backward(gradient, input_gradient or layer is not self.layers[0])
        return gradient

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


def zipcode_1989() -> Network:
    """LeCun et al. (1989), "Backpropagation Applied to Handwritten Zip Code Recognition".

    Input (1, 16, 16) in [−1, 1], ink +1. Ten tanh outputs, trained towards ±1.
    """
    network = Network(
        "zipcode-1989",
        (1, 16, 16),
        [
            Conv("H1", maps=12, kernel=5, stride=2, padding=2, padding_value=-1, bias="unit",
                 published=Counts(units=768, parameters=1_068, connections=19_968)),
            Tanh(),  # 12 × 8×8
            Conv("H2", maps=12, kernel=5, stride=2, padding=2, padding_value=-1, bias="unit",
                 connections=H2_TABLE,
                 published=Counts(units=192, parameters=2_592, connections=38_592)),
            Tanh(),  # 12 × 4×4
            Flatten("flatten"),  # 192
            Dense("H3", units=30,
                  published=Counts(units=30, parameters=5_790, connections=5_790)),
            Tanh(),
            Dense("output", units=10,
                   published=Counts(units=10, parameters=310, connections=310)),
            Tanh(),
        ],
        prepare=zipcode_input,
    )  # fmt: skip
    assert network.counts == Counts(units=1_256, parameters=9_760, connections=64_660)
    return network


NETWORKS: dict[str, Callable[[], Network]] = {"zipcode-1989": zipcode_1989}


def create(name: str) -> Network:
    """The network called ``name``, or a ValueError that lists the names there are."""
    if name not in NETWORKS:
        raise ValueError(f"no network is called {name!r}; there are {', '.join(NETWORKS)}")
    return NETWORKS[name]()
