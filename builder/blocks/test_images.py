"""The 2,007 test images, so that the page itself can say where its networks fail.

They are embedded as published, 28×28: both networks' inputs are made from them, as from a drawing.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from markupsafe import Markup

from builder.embed import bytes_block
from builder.packing import pack_images
from builder.weights import Choice
from trainer.datasets.mnist import load_mnist_first


def blocks(_: Sequence[Choice]) -> Iterator[Markup]:
    """Yield two blocks: labels, a byte each; images 28×28, packed."""
    data = load_mnist_first()
    yield bytes_block("mnist-first/test-labels", data.test_labels.astype(np.uint8).tobytes())
    yield bytes_block("mnist-first/test-28", pack_images(data.test_images))
