"""The engine in Python: wasmtime assembles the text and runs it. Its twin is engine.js."""

from typing import Any, Literal, cast

import numpy as np
import wasmtime
from numpy.typing import NDArray

from trainer.networks.network import Network
from trainer.wasm.method import Method
from trainer.wasm.module import PAGE, emit
from trainer.wasm.wat import VECTOR

Floats = NDArray[np.float32]


def assemble(network: Network, method: Method) -> bytes:
    """Return the engine as a WebAssembly binary, which both Python and the page run."""
    return bytes(wasmtime.wat2wasm(emit(network, method)))


class Engine:
    """An instance of the engine; arrays in its memory are passed by their addresses."""

    def __init__(self, wasm: bytes) -> None:
        config = wasmtime.Config()
        config.parallel_compilation = False  # its threads would be missing in a fork of the process
        self._store = wasmtime.Store(wasmtime.Engine(config))
        module = wasmtime.Module(self._store.engine, wasm)
        self._exports = wasmtime.Instance(self._store, module, []).exports(self._store)
        self._memory = cast(wasmtime.Memory, self._exports["memory"])
        self._vector = self._constant("parameters")
        self._count = self._constant("count")
        self._free = self._constant("heap")

    def initialize(self, seed: int) -> Floats:
        """Set the initial parameters of a seed, and return them as a flat vector."""
        self._call("initialize", _signed(seed))
        self._call("unpack")
        return self.read(self._vector, (self._count,))

    def set_parameters(self, vector: Floats) -> None:
        """Set all parameters from a network's flat vector."""
        self.write(self._vector, vector)
        self._call("unpack")

    def set(self, name: str, vector: Floats) -> None:
        """Set a number for each parameter: ``rates``, or an array that the optimizer keeps."""
        self.write(self._constant("state"), vector)
        self._call(f"unpack_{name}")

    def get(self, name: str) -> Floats:
        """Return the numbers that :meth:`set` sets, as they are now."""
        self._call(f"pack_{name}")
        return self.read(self._constant("state"), (self._count,))

    def mean_curvature(self, inputs: int, count: int) -> Floats:
        """Return the second derivatives by each parameter, their mean over ``count`` images.

        It is :func:`trainer.training.curvature.mean_curvature`, for a method with ``own_rates``.
        """
        self._call("curvature", inputs, count)
        return self.get("curvature") / np.float32(count)

    def parameters(self) -> Floats:
        """Return the parameters as a flat vector."""
        self._call("pack")
        return self.read(self._vector, (self._count,))

    def train(self, inputs: int, labels: int, order: int, count: int, rate: float) -> None:
        """Train one step on each of ``count`` images, in the order of the indices at ``order``."""
        self._call("train", inputs, labels, order, count, float(rate))

    def train_batches(
        self,
        images: int,
        labels: int,
        order: int,
        count: int,
        size: int,
        rates: int,
        position: int = 0,
    ) -> tuple[float, int]:
        """Train a step on each ``size`` images, at rates of its own (float32 at ``rates``).

        Return the sum of the losses, and the misses, before each step. ``position``: the number of
        the pass's images that came before.
        """
        given = (images, labels, order, count, size, rates, position)
        loss, misses = self._call("train_batches", *given)
        return float(loss), int(misses)

    def sum_gradient(
        self, images: int, labels: int, order: int, count: int, scale: float, position: int
    ) -> tuple[float, int]:
        """Add up the gradients of images, times ``scale``; return their losses and misses."""
        given = (images, labels, order, count, scale, position)
        loss, misses = self._call("sum_gradient", *given)
        return float(loss), int(misses)

    def park(self) -> None:
        """Put the gradient of a batch's first half aside."""
        self._call("park")

    def step(self, rate: float) -> None:
        """Take the optimizer's step along the gradients of both halves."""
        self._call("step", rate)

    def sums(self, name: Literal["half", "gradient"]) -> NDArray[np.uint8]:
        """Return the memory of a gradient, the first half's or what is added up, to be changed."""
        return self._bytes(self._constant(name), self._constant("size"))

    def set_steps(self, steps: int) -> None:
        """Go on as after a number of steps, for an optimizer that counts them."""
        self._call("set_steps", steps)

    def set_dropout(self, index: int, seed: int) -> None:
        """Begin a pass with the seed of the masks of the ``index``-th layer that drops out."""
        self._call("set_dropout", index, _signed(seed))

    def set_table(self, table: Floats) -> None:
        """Set the numbers (256,) that the bytes of pictures stand for, where images are bytes."""
        self.write(self._constant("table"), table)
        self._call("set_table")

    def evaluate(self, inputs: int, labels: int, count: int) -> tuple[float, int]:
        """Return the sum of the losses, and the number of misses."""
        loss, misses = self._call("evaluate", inputs, labels, count)
        return float(loss), int(misses)

    def forward(self, inputs: Floats | NDArray[np.uint8], outputs: int = 10) -> Floats:
        """Return the outputs (N, outputs) of images as the module reads them."""
        count, free = len(inputs), self._free
        source = self.place(inputs)
        target = self.place(np.zeros((count, outputs), np.float32))
        self._call("forward", source, count, target)
        self._free = free
        return self.read(target, (count, outputs))

    def tanh(self, values: Floats) -> Floats:
        """Return the engine's tanh of an array whose size is a multiple of four."""
        free = self._free
        address = self.place(values)
        self._call("tanh", address, values.nbytes // VECTOR)
        self._free = free
        return self.read(address, values.shape)

    def place(self, array: NDArray[Any]) -> int:
        """Copy an array into newly allocated memory of the engine, and return its address."""
        address = self._free
        self._free += -(-array.nbytes // VECTOR) * VECTOR
        missing = self._free - self._memory.data_len(self._store)
        if missing > 0:
            self._memory.grow(self._store, -(-missing // PAGE))
        self.write(address, array)
        return address

    def write(self, address: int, array: NDArray[Any]) -> None:
        """Copy an array into the engine's memory at an address."""
        source = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
        self._bytes(address, source.size)[:] = source

    def read(self, address: int, shape: tuple[int, ...]) -> Floats:
        """Return a copy of a float32 array in the engine's memory."""
        size = int(np.prod(shape)) * np.dtype(np.float32).itemsize
        return self._bytes(address, size).view(np.float32).reshape(shape).copy()

    def _bytes(self, address: int, size: int) -> NDArray[np.uint8]:
        whole = np.ctypeslib.as_array(
            self._memory.data_ptr(self._store), (self._memory.data_len(self._store),)
        )
        return whole[address : address + size]

    def _constant(self, name: str) -> int:
        return int(cast(wasmtime.Global, self._exports[name]).value(self._store))

    def _call(self, name: str, *arguments: float) -> Any:
        return cast(wasmtime.Func, self._exports[name])(self._store, *arguments)


def _signed(value: int) -> int:
    """Return the i64 of an unsigned number: wasmtime takes signed ones."""
    return value - 2**64 if value >= 2**63 else value
