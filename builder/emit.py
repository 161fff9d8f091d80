"""A network emitted as JavaScript: its description, as data, and its forward pass.

The code is specialised (sizes and connection tables are constants) and readable: a visitor finds
it with View Source. Each kind of layer has a template in ``layer_templates/``, which hold all of
the JavaScript. Arithmetic is float64, as in the NumPy reference it is tested against.
"""

import json
import re
from dataclasses import asdict
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from trainer.errors import UserError
from trainer.layers import Conv, Dropout, Flatten, Layer
from trainer.layers.pooling import Pool
from trainer.networks.network import Network
from trainer.resources import folder

TEMPLATES = folder("builder", "layer_templates")
NOT_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|/\*.*?\*/|//[^\n]*", re.S)
RESERVED = re.compile(
    "await|break|case|catch|class|continue|debugger|default|delete|do|else|enum|eval|export|"
    "extends|false|finally|for|if|import|in|instanceof|new|null|return|super|switch|this|throw|"
    "true|try|typeof|var|void|while|with|yield"
)


def emit_network(network: Network) -> str:
    """Emit a network's ES module, which exports ``description`` and ``createNetwork(tensors)``.

    Raise UserError for a layer without a template, or with a name that the code cannot have.
    """
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
    _check_names(network)
    steps, source = [], "input"
    for layer in network.layers:
        template = f"{layer.kind.lower()}.js.jinja"
        if template not in environment.list_templates():
            raise UserError(
                f"{network.name}: no template writes the layer {layer.name} of kind {layer.kind}; "
                f"add builder/layer_templates/{template}"
            )
        text = environment.get_template(template).render(layer=layer, source=source)
        works = not isinstance(layer, Flatten | Dropout)
        steps.append({"layer": layer, "text": text.rstrip(), "works": works})
        source = identifier(layer.name)
    return environment.get_template("network.js.jinja").render(
        network=network,
        steps=steps,
        last=source,
        description=describe(network),
        layers=[describe_layer(layer) for layer in network.layers],
    )


def _check_names(network: Network) -> None:
    """Raise UserError for a layer whose name would collide with another in the code."""
    taken: set[str] = set()
    for path in TEMPLATES.iterdir():
        taken |= set(re.findall(r"\w+", NOT_CODE.sub(" ", path.read_text("utf-8"))))
    for layer in network.layers:
        own = identifier(layer.name)
        allowed = re.fullmatch(r"(?!(w|p|total)\d+$)[A-Za-z]\w*", own, re.ASCII)
        if own in taken or RESERVED.fullmatch(own) or not allowed:
            raise UserError(
                f"{network.name}: a layer cannot be called {layer.name!r}; expected a name of "
                f"letters, digits, dots and _ that neither another layer nor the page's code has"
            )
        taken.add(own)


def identifier(name: str) -> str:
    """Return a name as a JavaScript identifier: ``H1.tanh`` → ``H1_tanh``."""
    return name.replace(".", "_")


def describe(network: Network) -> dict[str, Any]:
    """Return what the page needs of a network apart from its layers, ready for JSON."""
    return {
        "name": network.name,
        "title": network.title,
        "input": {**asdict(network.input), "side": network.input.side},
        "inputShape": list(network.input_shape),
        "classes": list(network.classes),
        "outputKind": network.output_kind,
        "published": [asdict(run) for run in network.published],
    }


def is_stage(layer: Layer) -> bool:
    """Whether the page draws a layer by itself: it has units, or another shape than its input.

    The others are drawn as what is done to the totals of the stage before; flattening is only
    another way to look at them.
    """
    reshaped = layer.out_shape != layer.in_shape and not isinstance(layer, Flatten)
    return layer.counts.units > 0 or reshaped


def describe_layer(layer: Layer) -> dict[str, Any]:
    """Return what the page needs of a layer to draw and explain it, ready for JSON."""
    counts = layer.counts
    description: dict[str, Any] = {
        "name": layer.name,
        "kind": layer.kind,
        "stage": is_stage(layer),
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
    if isinstance(layer, Pool):
        description["size"] = layer.size
    return description
