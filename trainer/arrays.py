"""The types of arrays and of their shapes."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
"""An array of floating-point numbers; docstrings give its shape."""

Shape = tuple[int, ...]
"""The shape of an array, without the batch axis."""
