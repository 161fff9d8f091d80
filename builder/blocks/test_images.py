"""The 2,007 test images, so that the page itself can say where its networks fail.

They are embedded as published, 28×28: both networks' inputs are made from them, as from a drawing.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from markupsafe import Markup

from builder.embed import deflated_block
from builder.weights import Choice
from trainer.datasets import load_mnist_first


def blocks(_: Sequence[Choice]) -> Iterator[Markup]:
    """Yield one block: N labels, then N × 784 pixels, a byte each."""
    data = load_mnist_first()
    labels = data.test_labels.astype(np.uint8).tobytes()
    yield deflated_block("mnist-first/test", labels + data.test_images.tobytes())
