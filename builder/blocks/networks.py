"""The networks of the page in their order, and their weights, packed but byte for byte."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from builder.embed import bytes_block, json_block
from builder.packing import pack_weights
from builder.weights import Choice


def blocks(choices: Sequence[Choice]) -> Iterator[Markup]:
    """Yield one JSON list of networks, then every weights' safetensors file, packed."""
    listed = [
        {
            "name": choice.name,
            "weights": [weights.name for weights in choice.weights],
            "first": choice.first,
        }
        for choice in choices
    ]
    yield json_block("data/networks", listed)
    for choice in choices:
        for weights in choice.weights:
            name = f"weights/{choice.name}/{weights.name}"
            yield bytes_block(name, pack_weights(weights.data))
