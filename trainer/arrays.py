"""The two types that every numerical module speaks of."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
"""Real numbers of one floating type; the shape stands in the docstring that names it."""

Shape = tuple[int, ...]
"""A shape without the batch axis."""
