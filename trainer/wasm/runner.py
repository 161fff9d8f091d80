"""The engine in Python: wasmtime assembles the text and runs it. Its twin is engine.js."""

from typing import Any, cast

import numpy as np
import wasmtime
from numpy.typing import NDArray

from trainer.networks.network import Network
from trainer.wasm.module import PAGE, emit
from trainer.wasm.wat import VECTOR

Floats = NDArray[np.float32]


def assemble(network: Network, initializer: str, *, rate_per_parameter: bool = False) -> bytes:
    """Return the engine as a WebAssembly binary, which both Python and the page run."""
    text = emit(network, initializer, rate_per_parameter=rate_per_parameter)
    return bytes(wasmtime.wat2wasm(text))


class Engine:
    """An instance of the engine; arrays in its memory are passed by their addresses."""

    def __init__(self, wasm: bytes) -> None:
        self._store = wasmtime.Store()
        module = wasmtime.Module(self._store.engine, wasm)
        self._exports = wasmtime.Instance(self._store, module, []).exports(self._store)
        self._memory = cast(wasmtime.Memory, self._exports["memory"])
        self._vector = self._constant("parameters")
        self._count = self._constant("count")
        self._free = self._constant("heap")

    def initialize(self, seed: int) -> Floats:
        """Set the initial parameters of a seed, and return them as a flat vector."""
        self._call("initialize", seed - 2**64 if seed >= 2**63 else seed)  # i64 is signed here
        self._call("unpack")
        return self.read(self._vector, (self._count,))

    def set_parameters(self, vector: Floats) -> None:
        """Set all parameters from a network's flat vector."""
        self.write(self._vector, vector)
        self._call("unpack")

    def set_rates(self, rates: Floats) -> None:
        """Set a learning rate for each parameter; assemble with ``rate_per_parameter``."""
        self.write(self._constant("rates"), rates)
        self._call("unpack_rates")

    def parameters(self) -> Floats:
        """Return the parameters as a flat vector."""
        self._call("pack")
        return self.read(self._vector, (self._count,))

    def train(self, inputs: int, labels: int, order: int, count: int, rate: float) -> None:
        """Train one step on each of ``count`` images, in the order of the indices at ``order``."""
        self._call("train", inputs, labels, order, count, float(rate))

    def evaluate(self, inputs: int, labels: int, count: int) -> tuple[float, int]:
        """Return the sum of the losses, and the number of misses."""
        loss, misses = self._call("evaluate", inputs, labels, count)
        return float(loss), int(misses)

    def forward(self, inputs: Floats, outputs: int = 10) -> Floats:
        """Return the outputs (N, outputs) for inputs (N, *input_shape)."""
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
