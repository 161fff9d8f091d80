"""A network's layer list, written out as a JavaScript forward pass.

The code is specialised (sizes and connection tables are written in) and made to be read: a
visitor finds it with View Source. Each kind of layer has a template in ``emit/``; the templates
hold all of the JavaScript. Arithmetic is float64, as in the NumPy reference it is tested against.
"""

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from trainer.errors import UserError
from trainer.layers import AveragePool, Conv, Layer, MaxPool
from trainer.networks.network import Network

TEMPLATES = Path(__file__).parent / "layer_templates"


def emit_network(network: Network) -> str:
    """The ES module of a network; it exports ``createNetwork(weights)``."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters["json"] = lambda value: json.dumps(value, ensure_ascii=False)
    environment.filters["identifier"] = identifier
    steps, source = [], "input"
    for layer in network.layers:
        template = f"{layer.kind.lower()}.js.jinja"
        if template not in environment.list_templates():
            raise UserError(
                f"{network.name}: no template writes the layer {layer.name} of kind {layer.kind}; "
                f"add builder/emit/{template}"
            )
        text = environment.get_template(template).render(layer=layer, source=source)
        steps.append({"layer": layer, "text": text.rstrip()})
        source = identifier(layer.name)
    return environment.get_template("network.js.jinja").render(
        network=network,
        steps=steps,
        last=source,
        description=[describe(layer) for layer in network.layers],
    )


def identifier(name: str) -> str:
    """A layer's or parameter's name as a JavaScript identifier: ``H1.tanh`` → ``H1_tanh``."""
    return name.replace(".", "_")


def describe(layer: Layer) -> dict[str, Any]:
    """What the page needs to know of a layer to draw and explain it."""
    counts = layer.counts
    description: dict[str, Any] = {
        "name": layer.name,
        "kind": layer.kind,
        "inShape": list(layer.in_shape),
        "shape": list(layer.out_shape),
        "units": counts.units,
        "parameters": counts.parameters,
        "connections": counts.connections,
        "tensors": {short: list(values.shape) for short, values in layer.tensors.items()},
    }
    if isinstance(layer, Conv):
        description |= {
            "kernel": layer.kernel,
            "stride": layer.stride,
            "padding": layer.padding,
            "paddingValue": layer.padding_value,
            "biasPer": layer.bias_per,
            "table": [list(row) for row in layer.table],
        }
    if isinstance(layer, MaxPool | AveragePool):
        description["size"] = layer.size
    return description
