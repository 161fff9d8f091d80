"""A network that reads: from framed pictures to outputs, digits and decisions."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.arrays import Array
from trainer.ink.framing import InkAmount
from trainer.networks.network import Network
from trainer.networks.predict import predict
from trainer.reading.decision import Calibration, Decision, decide


@dataclass(frozen=True)
class Reader:
    """A network with its weights, and the calibration that was measured for them, if any.

    All methods take images as data sets hold them: bytes (N, 28, 28), 0 paper … 255 ink.
    """

    network: Network
    calibration: Calibration | None = None

    def outputs(self, images: NDArray[Any]) -> Array:
        """Return the outputs (N, classes), in the network's precision."""
        return predict(self.network, self._inputs(images))

    def activations(self, images: NDArray[Any]) -> dict[str, Array]:
        """Return every layer's outputs (N, *out_shape), by the layer's name."""
        return self.network.activations(self._inputs(images))

    def digits(self, images: NDArray[Any]) -> NDArray[np.int64]:
        """Return the digit of the largest output for each image (N,)."""
        digits: NDArray[np.int64] = self.outputs(images).argmax(axis=1)
        return digits

    def read(self, images: NDArray[Any], ink: Sequence[InkAmount] | None = None) -> list[Decision]:
        """Decide on each image; ``ink`` says how much each drawing had, by default enough."""
        kind = self.network.output_kind
        amounts: Sequence[InkAmount] = ["ink"] * len(images) if ink is None else ink
        return [
            decide(outputs, kind, amount, self.calibration)
            for outputs, amount in zip(self.outputs(images), amounts, strict=True)
        ]

    def in_float64(self) -> "Reader":
        """Return a copy that computes in float64, as the page's JavaScript does."""
        network = deepcopy(self.network)
        network.cast(np.float64)
        return Reader(network, self.calibration)

    def _inputs(self, images: NDArray[Any]) -> Array:
        return self.network.inputs(images).astype(self.network.vector.dtype, copy=False)
