"""The network: an ordered list of layers, its input and the names of its classes.

A network is data. The trainer runs the list in NumPy, the builder generates JavaScript and
WebAssembly from it, and the page draws itself from it: all that the page knows of it is here.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import DTypeLike, NDArray

from trainer.arrays import Array, Shape
from trainer.json_fields import printable
from trainer.layers import (
    Counts,
    Layer,
)
from trainer.networks.input import Input
from trainer.networks.published import PublishedRun

Colour = Literal["red", "blue", "green", "violet", "ochre"]
COLOURS: tuple[Colour, ...] = get_args(Colour)
OutputKind = Literal["Tanh", "Softmax", "Other"]


class Network:
    """A list of layers, with all parameters in one flat vector and all gradients in another.

    Attributes:
        input: the input; its framing may be changed to that of the weights' training images.
        classes: the names of the outputs' classes; by default 0, 1, 2, …
        title: the name for display; by default ``name``.
        colour: its colour in the page; by default one that no other network has.
        offered: the names of its bundled weights in the page, the first of them chosen at first;
            by default all.
        published: published training runs, its own paper's first.
        vector, gradient: all parameters and their gradients, flat, in the order of the layers.
        parameters, gradients: views into them by full name (``H1.weight``).
        curvature: the diagonal second derivatives, in the same order.

    Raises ValueError for layers that do not fit together, share a name, or differ from the counts
    that their paper prints, and for another number of classes than of outputs.

    """

    def __init__(
        self,
        name: str,
        input: Input,  # noqa: A002
        layers: Sequence[Layer],
        *,
        classes: Sequence[str] | None = None,
        title: str | None = None,
        colour: Colour | None = None,
        offered: Sequence[str] = (),
        published: Sequence[PublishedRun] = (),
        dtype: DTypeLike = np.float32,
    ) -> None:
        self.name, self.input, self.layers = name, input, tuple(layers)
        self.title, self.colour = title or name, colour
        self.offered, self.published = tuple(offered), tuple(published)
        shape, before = input.shape, ""
        for layer in self.layers:
            layer.name = layer.name or ".".join(filter(None, (before, layer.kind.lower())))
            layer.build(shape)
            _check_published(layer)
            shape, before = layer.out_shape, layer.name
        names = [layer.name for layer in self.layers]
        if len(set(names)) != len(names):
            raise ValueError(f"{name}: two layers share a name in {names}")
        outputs = math.prod(shape)
        self.classes = tuple(map(str, range(outputs))) if classes is None else tuple(classes)
        if len(self.classes) != outputs:
            raise ValueError(f"{name}: {len(self.classes)} classes for {outputs} outputs")
        self.allocate(dtype)

    def allocate(self, dtype: DTypeLike) -> None:
        """Replace parameters, gradients and curvature by zeros of ``dtype``."""
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
        """Convert parameters and statistics to ``dtype``, in which the network then computes."""
        tensors = {name: value.copy() for name, value in self.tensors.items()}
        self.allocate(dtype)
        self.load(tensors)

    def inputs(self, images: NDArray[Any]) -> NDArray[np.float32]:
        """Convert a data set's images (N, …) to a batch of inputs (N, *input_shape)."""
        return self.input.prepare(images)

    @property
    def input_shape(self) -> Shape:
        """The shape of one input."""
        return self.input.shape

    @property
    def output_kind(self) -> OutputKind:
        """The kind of the outputs: activations in −1…+1, probabilities, or neither."""
        kind = self.layers[-1].kind
        return "Tanh" if kind == "Tanh" else "Softmax" if kind == "Softmax" else "Other"

    @property
    def tensors(self) -> dict[str, Array]:
        """The arrays in a weights file, by full name: parameters and statistics."""
        return {
            f"{layer.name}.{short}": value
            for layer in self.layers
            for short, value in layer.tensors.items()
        }

    def load(self, parameters: Mapping[str, Array]) -> None:
        """Copy tensors into the network; raise ValueError naming the first that does not fit."""
        tensors = self.tensors
        for name, own in tensors.items():
            if name not in parameters:
                raise ValueError(f"{self.name} needs the tensor {name}, which is missing")
            if parameters[name].shape != own.shape:
                raise ValueError(
                    f"{self.name} needs {name} of shape {own.shape}, found {parameters[name].shape}"
                )
        if extra := sorted(set(parameters) - set(tensors)):
            raise ValueError(f"{self.name} has no tensor {printable(extra[0])}")
        for name, own in tensors.items():
            own[...] = parameters[name]

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return the outputs (N, classes) for a batch of inputs (N, *input_shape)."""
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(
        self, dy: Array, input_gradient: bool = False, *, skip_last: bool = False
    ) -> Array | None:
        """Compute ``gradient`` from the gradient ``dy`` with respect to the outputs (N, classes).

        Return the gradient with respect to the inputs if ``input_gradient``. With ``skip_last``,
        ``dy`` is the one with respect to the last layer's input, as from a loss that is fused with
        that layer.
        """
        gradient: Array | None = dy
        for layer in reversed(self.layers[:-1] if skip_last else self.layers):
            assert gradient is not None
            gradient = layer.backward(gradient, input_gradient or layer is not self.layers[0])
        return gradient

    def second_backward(self, d2y: Array) -> None:
        """Compute ``curvature``, summed over N, from second derivatives ``d2y`` (N, classes)."""
        d2: Array | None = d2y
        for layer in reversed(self.layers):
            assert d2 is not None
            d2 = layer.second_backward(d2, layer is not self.layers[0])

    def activations(self, x: Array) -> dict[str, Array]:
        """Return copies of every layer's output (N, *out_shape) for a batch, by layer name."""
        outputs = {}
        for layer in self.layers:
            x = layer.forward(x)
            outputs[layer.name] = x.copy()
        return outputs

    @property
    def input_units(self) -> int:
        """The number of values in one input."""
        return int(np.prod(self.input_shape))

    @property
    def counts(self) -> Counts:
        """The totals over all layers; inputs count as units, as in LeCun et al. (1989)."""
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
