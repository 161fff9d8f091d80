"""The data blocks of the page: JSON and bytes that its JavaScript reads.

Each block function takes the chosen weights and yields blocks as text. An instrument that needs
data of its own adds a module to this package and a line to ``BLOCKS``.
"""

from collections.abc import Callable, Iterator, Sequence

from markupsafe import Markup

from builder.blocks import engine, golden, networks, passes, samples, test_images
from builder.weights import Choice

BLOCKS: list[Callable[[Sequence[Choice]], Iterator[Markup]]] = [
    networks.blocks,
    engine.blocks,
    samples.blocks,
    test_images.blocks,
    passes.blocks,
    golden.blocks,
]
