"""A trained network as an ONNX model, for other inference engines (extra ``onnx``).

Input ``input`` (N, …), output named after the last layer; every node's output carries its
layer's name, so that an engine can be asked for the activations too.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from trainer.arrays import Array
from trainer.errors import UserError
from trainer.layers import (
    AveragePool,
    BatchNorm,
    Conv,
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
from trainer.networks.network import Network

OPSET = 17


class Graph:
    """The nodes and constants of a model under construction."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def add(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        """Add a node; return the name of its output."""
        self.nodes.append(helper.make_node(kind, inputs, [output], output, **attributes))
        return output

    def constant(self, name: str, values: Array | np.ndarray[Any, Any]) -> str:
        """Add a constant; return its name."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def parameter(self, layer: Layer, short: str) -> str:
        """Add one of a layer's tensors under its full name, in float32."""
        return self.constant(f"{layer.name}.{short}", layer.tensors[short].astype(np.float32))


def _conv(graph: Graph, layer: Conv, source: str) -> str:
    if layer.padding:
        sides = np.array([0, 0, layer.padding, layer.padding] * 2, np.int64)
        value = np.float32(layer.padding_value)
        inputs = [
            source,
            graph.constant(f"{layer.name}.sides", sides),
            graph.constant(f"{layer.name}.padding", np.array(value)),
        ]
        source = graph.add("Pad", inputs, f"{layer.name}.padded")
    # ONNX knows no connection table: a kernel for every input map, zero where there is none.
    weight = np.zeros((layer.maps, layer.in_shape[0], layer.kernel, layer.kernel), np.float32)
    for number, sources in enumerate(layer.table):
        weight[number, list(sources)] = layer.params["weight"][number]
    kernel = graph.constant(f"{layer.name}.weight", weight)
    bias = graph.parameter(layer, "bias")
    strides = [layer.stride, layer.stride]
    if layer.bias_per == "map":
        return graph.add("Conv", [source, kernel, bias], layer.name, strides=strides)
    sums = graph.add("Conv", [source, kernel], f"{layer.name}.sums", strides=strides)
    return graph.add("Add", [sums, bias], layer.name)


def _dense(graph: Graph, layer: Dense, source: str) -> str:
    inputs = [source, graph.parameter(layer, "weight"), graph.parameter(layer, "bias")]
    return graph.add("Gemm", inputs, layer.name, transB=1)


def _pool(kind: str) -> Callable[[Graph, MaxPool | AveragePool, str], str]:
    def write(graph: Graph, layer: MaxPool | AveragePool, source: str) -> str:
        window = [layer.size, layer.size]
        return graph.add(kind, [source], layer.name, kernel_shape=window, strides=window)

    return write


def _batch_norm(graph: Graph, layer: BatchNorm, source: str) -> str:
    tensors = [graph.parameter(layer, short) for short in ("weight", "bias", "mean", "variance")]
    return graph.add("BatchNormalization", [source, *tensors], layer.name, epsilon=layer.epsilon)


def _scaled_tanh(graph: Graph, layer: ScaledTanh, source: str) -> str:
    steepness = graph.constant(f"{layer.name}.steepness", np.array(np.float32(layer.STEEPNESS)))
    scale = graph.constant(f"{layer.name}.scale", np.array(np.float32(layer.SCALE)))
    inner = graph.add("Mul", [source, steepness], f"{layer.name}.inner")
    return graph.add("Mul", [graph.add("Tanh", [inner], f"{layer.name}.tanh"), scale], layer.name)


def _plain(kind: str) -> Callable[[Graph, Layer, str], str]:
    return lambda graph, layer, source: graph.add(kind, [source], layer.name)


WRITERS: dict[type[Layer], Callable[[Graph, Any, str], str]] = {
    Conv: _conv,
    Dense: _dense,
    MaxPool: _pool("MaxPool"),
    AveragePool: _pool("AveragePool"),
    BatchNorm: _batch_norm,
    Flatten: _plain("Flatten"),
    Tanh: _plain("Tanh"),
    ScaledTanh: _scaled_tanh,
    ReLU: _plain("Relu"),
    LeakyReLU: lambda graph, layer, source: graph.add(
        "LeakyRelu", [source], layer.name, alpha=layer.slope
    ),
    Softmax: _plain("Softmax"),
    Dropout: lambda graph, layer, source: source,  # does nothing outside training
}


def to_onnx(network: Network) -> bytes:
    """Convert a network to an ONNX model, and check it.

    Raise UserError for a layer of a kind that has no writer.
    """
    graph, name = Graph(), "input"
    for layer in network.layers:
        if type(layer) not in WRITERS:
            raise UserError(
                f"{network.name} cannot be written as ONNX: no operator is known for its layer "
                f"{layer.name} of kind {layer.kind}; export it as npz or json"
            )
        name = WRITERS[type(layer)](graph, layer, name)
    out_shape = network.layers[-1].out_shape
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            network.name,
            [
                helper.make_tensor_value_info(
                    "input", TensorProto.FLOAT, ["N", *network.input_shape]
                )
            ],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", *out_shape])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=8,
        producer_name="lenet-in-a-page",
    )
    onnx.checker.check_model(model)
    data: bytes = model.SerializeToString(deterministic=True)
    return data
