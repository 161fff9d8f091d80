"""The mini-batch engine in Python: wasmtime assembles the text and runs it."""

from typing import cast

import numpy as np
import wasmtime
from numpy.typing import NDArray

from trainer.networks.network import Network
from trainer.wasm.minibatch.module import Plan, emit
from trainer.wasm.runner import Engine, Floats


def assemble(network: Network, plan: Plan) -> bytes:
    """Return the engine as a WebAssembly binary."""
    return bytes(wasmtime.wat2wasm(emit(network, plan)))


class BatchEngine(Engine):
    """An instance of the engine; arrays in its memory are passed by their addresses."""

    def set_table(self, table: Floats) -> None:
        """Set the numbers (256,) that the bytes of images stand for."""
        self.write(self._constant("table"), table)

    def set_region(self, region: int, vector: Floats) -> None:
        """Set a region from a flat vector."""
        self.write(self._vector, vector)
        self._call("unpack", region)

    def region(self, region: int) -> Floats:
        """Return a region as a flat vector."""
        self._call("pack", region)
        return self.read(self._vector, (self._count,))

    def set_steps(self, steps: int, beta1: float, beta2: float) -> None:
        """Set Adam's powers of its decays, multiplied up as the engine itself does."""
        for name, beta in (("beta1", beta1), ("beta2", beta2)):
            power = 1.0
            for _ in range(steps):
                power *= beta
            cast(wasmtime.Global, self._exports[name]).set_value(self._store, power)

    def set_dropout(self, index: int, seed: int) -> None:
        """Set the seed of the masks of the ``index``-th layer that drops out."""
        self._call("set_dropout", index, seed - 2**64 if seed >= 2**63 else seed)

    def train_batches(
        self,
        images: int,
        labels: int,
        order: int,
        count: int,
        batch: int,
        rates: int,
        position: int = 0,
    ) -> tuple[float, int]:
        """Make the steps of ``count`` images; return the sum of the losses and the misses.

        ``position``: the number of the pass's images that came before.
        """
        loss, misses = self._call("train", images, labels, order, count, batch, rates, position)
        return float(loss), int(misses)

    def add_gradient(
        self,
        images: int,
        labels: int,
        order: int,
        count: int,
        weight: float,
        position: int,
        half: int,
    ) -> tuple[float, int]:
        """Add up the gradient of a half (0 or 1) of a mini-batch; return its loss and misses."""
        offset = (1 + half) * self._constant("region_size")
        loss, misses = self._call(
            "gradient", images, labels, order, count, weight, position, offset
        )
        return float(loss), int(misses)

    def step(self, rate: float) -> None:
        """Make the optimizer's step, from the gradients of both halves."""
        self._call("step", rate)

    def gradient(self, half: int) -> NDArray[np.uint8]:
        """Return the memory of the gradient of a half, to be read or overwritten."""
        size = self._constant("region_size")
        return self._bytes(self._constant("regions") + (1 + half) * size, size)

    def outputs(self, images: NDArray[np.uint8], classes: int) -> Floats:
        """Return the outputs (N, classes) for images (N, size, size)."""
        count, free = len(images), self._free
        source = self.place(images)
        target = self.place(np.zeros((count, classes), np.float32))
        self._call("forward", source, count, target)
        self._free = free
        return self.read(target, (count, classes))
