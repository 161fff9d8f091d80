"""The engine in Python: wasmtime assembles the text and runs it. The page's host is engine.js."""

from typing import Any, cast

import numpy as np
import wasmtime
from numpy.typing import NDArray

from trainer.networks.network import Network
from trainer.wasm.module import PAGE, emit
from trainer.wasm.wat import VECTOR

Floats = NDArray[np.float32]


def assemble(network: Network, initializer: str, *, own_rates: bool = False) -> bytes:
    """The engine as WebAssembly: the page embeds these bytes, Python runs them."""
    return bytes(wasmtime.wat2wasm(emit(network, initializer, own_rates=own_rates)))


class Engine:
    """An instance of the engine, and arrays in its memory, which are known by their address."""

    def __init__(self, wasm: bytes) -> None:
        self._store = wasmtime.Store()
        module = wasmtime.Module(self._store.engine, wasm)
        self._exports = wasmtime.Instance(self._store, module, []).exports(self._store)
        self._memory = cast(wasmtime.Memory, self._exports["memory"])
        self._vector = self._constant("parameters")
        self._count = self._constant("count")
        self._free = self._constant("heap")

    def initialize(self, seed: int) -> Floats:
        """The flat parameter vector of a seed; the engine takes it on."""
        self._call("initialize", seed - 2**64 if seed >= 2**63 else seed)  # i64 is signed here
        self._call("unpack")
        return self.read(self._vector, (self._count,))

    def set_parameters(self, vector: Floats) -> None:
        """Take on a network's flat parameter vector."""
        self.write(self._vector, vector)
        self._call("unpack")

    def set_rates(self, rates: Floats) -> None:
        """Take on a learning rate for each parameter; only where it was assembled with them."""
        self.write(self._constant("rates"), rates)
        self._call("unpack_rates")

    def parameters(self) -> Floats:
        """The flat parameter vector as it is now."""
        self._call("pack")
        return self.read(self._vector, (self._count,))

    def train(self, inputs: int, labels: int, order: int, count: int, rate: float) -> None:
        """A step on each of ``count`` images, in the order of the indices (int32) at ``order``."""
        self._call("train", inputs, labels, order, count, float(rate))

    def evaluate(self, inputs: int, labels: int, count: int) -> tuple[float, int]:
        """Sum of the losses, and the misses."""
        loss, misses = self._call("evaluate", inputs, labels, count)
        return float(loss), int(misses)

    def forward(self, inputs: Floats, outputs: int = 10) -> Floats:
        """Outputs (N, 10) for inputs (N, *input_shape); uses room at the end of the memory."""
        count, free = len(inputs), self._free
        source = self.place(inputs)
        target = self.place(np.zeros((count, outputs), np.float32))
        self._call("forward", source, count, target)
        self._free = free
        return self.read(target, (count, outputs))

    def tanh(self, values: Floats) -> Floats:
        """The engine's tanh of numbers, a multiple of four many."""
        free = self._free
        address = self.place(values)
        self._call("tanh", address, values.nbytes // VECTOR)
        self._free = free
        return self.read(address, values.shape)

    def place(self, array: NDArray[Any]) -> int:
        """Copy an array into the engine's memory, for good; its address."""
        address = self._free
        self._free += -(-array.nbytes // VECTOR) * VECTOR
        missing = self._free - self._memory.data_len(self._store)
        if missing > 0:
            self._memory.grow(self._store, -(-missing // PAGE))
        self.write(address, array)
        return address

    def write(self, address: int, array: NDArray[Any]) -> None:
        """Copy an array over what stands at an address."""
        source = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
        self._bytes(address, source.size)[:] = source

    def read(self, address: int, shape: tuple[int, ...]) -> Floats:
        """A copy of float32 numbers in the engine's memory."""
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
