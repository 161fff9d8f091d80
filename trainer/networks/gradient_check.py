"""Gradients checked against central finite differences, in float64.

For every parameter and every input θ of a layer, (f(θ + h) − f(θ − h)) / 2h is compared with the
gradient of the backward pass, f being the sum of the layer's outputs with fixed random weights.

Second derivatives likewise: with J = ∂y/∂θ from finite differences of the layer's outputs y, and
fixed random numbers D, Σ D·J² is compared with :meth:`Layer.second_backward`. For one layer that
is exact, shared weights included; the approximation is only in propagating the diagonal alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from trainer.arrays import Array
from trainer.layers import Layer
from trainer.networks.network import Network

STEP = 1e-5
TOLERANCE = 1e-6


@dataclass(frozen=True)
class GradientCheck:
    """The largest relative error found for one array of one layer.

    Attributes:
        array: ``weight``, ``bias`` or ``input``; numbers: how many were compared.

    """

    layer: str
    array: str
    numbers: int
    error: float


def relative_error(analytic: Array, numeric: Array) -> float:
    """Return max |a − n| relative to the arrays' scale: max(|a|, |n|), but at least 1e-3."""
    scale = max(float(np.abs(analytic).max()), float(np.abs(numeric).max()), 1e-3)
    return float(np.abs(analytic - numeric).max()) / scale


def finite_differences(function: Callable[[], float], array: Array) -> Array:
    """Return df/dθ for each number θ of ``array`` (same shape), perturbing it in place."""
    result = np.empty_like(array)
    flat, flat_result = array.reshape(-1), result.reshape(-1)
    for index in range(flat.size):
        value = flat[index]
        flat[index] = value + STEP
        upper = function()
        flat[index] = value - STEP
        lower = function()
        flat[index] = value
        flat_result[index] = (upper - lower) / (2 * STEP)
    return result


def check_layer(layer: Layer, x: Array, rng: np.random.Generator) -> list[GradientCheck]:
    """Check the gradients of a layer with float64 parameters on the batch ``x`` (N, *in_shape)."""
    weights = rng.normal(size=(x.shape[0], *layer.out_shape))

    def function() -> float:
        return float(np.vdot(layer.forward(x, training=True), weights))

    function()
    input_gradient = layer.backward(weights.copy())
    assert input_gradient is not None
    analytic = {"input": input_gradient.copy()}
    analytic |= {name: gradient.copy() for name, gradient in layer.grads.items()}
    arrays = {"input": x, **layer.params}
    return [
        GradientCheck(
            layer.name,
            name,
            array.size,
            relative_error(analytic[name], finite_differences(function, array)),
        )
        for name, array in arrays.items()
    ]


def check_second(layer: Layer, x: Array, rng: np.random.Generator) -> list[GradientCheck]:
    """Check a layer's diagonal second derivatives; return no checks where it has none."""
    if type(layer).second_backward is Layer.second_backward:
        return []
    weights = rng.uniform(0.1, 1, (x.shape[0], *layer.out_shape))
    layer.forward(x, training=True)
    by_input = layer.second_backward(weights.copy())
    assert by_input is not None
    analytic = {"input": by_input.copy()}
    analytic |= {name: second.copy() for name, second in layer.curvatures.items()}

    def sum_of_squares(array: Array) -> Array:
        result = np.empty_like(array)
        flat, flat_result = array.reshape(-1), result.reshape(-1)
        for index in range(flat.size):
            value = flat[index]
            flat[index] = value + STEP
            upper = layer.forward(x, training=True).copy()
            flat[index] = value - STEP
            slope = (upper - layer.forward(x, training=True)) / (2 * STEP)
            flat[index] = value
            flat_result[index] = np.vdot(weights, slope * slope)
        return result

    arrays = {"input": x, **layer.params}
    return [
        GradientCheck(
            layer.name,
            f"{name}, second",
            array.size,
            relative_error(analytic[name], sum_of_squares(array)),
        )
        for name, array in arrays.items()
    ]


def check_network(network: Network, seed: int = 0, batch: int = 2) -> list[GradientCheck]:
    """Check every layer of a network, its input being the output of the layers before it.

    The network is set to float64 and to random parameters.
    """
    network.allocate(np.float64)
    rng = np.random.default_rng(seed)
    network.vector[...] = rng.normal(scale=0.1, size=network.vector.size)
    x: Array = rng.uniform(-1, 1, (batch, *network.input_shape))
    checks = []
    for layer in network.layers:
        checks += check_layer(layer, x.copy(), rng)
        checks += check_second(layer, x.copy(), rng)
        x = layer.forward(x).copy()
    return checks
