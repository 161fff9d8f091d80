"""The networks: ordered layer lists, with the papers' counts beside each layer.

A network is data. The trainer runs the list in NumPy, the builder writes it out as JavaScript,
and the page draws itself from it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from trainer.arrays import Array, Shape
from trainer.ink.resize import size_normalize, to_signed
from trainer.layers import (
    Counts,
    Layer,
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
