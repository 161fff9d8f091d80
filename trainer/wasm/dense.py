"""Dense: four units are the lanes of a vector; the weights are stored as ``(inputs, units)``."""

from trainer.layers import Dense
from trainer.wasm import sgd
from trainer.wasm.emitter import Emitter, Tensor
from trainer.wasm.memory import Memory
from trainer.wasm.wat import FLOAT, LANES, VECTOR, Code, add, get, load, load_splat, mul

MAX_VECTORS = 8
"""Vectors of units: outputs and their gradients then fit in 16 registers."""


class DenseEmitter(Emitter[Dense]):
    """A fully connected layer of at most ``MAX_VECTORS`` vectors of units."""

    def build(self, memory: Memory, padding: int, padding_value: float) -> None:
        """Allocate outputs, weights and biases; units that fill up the last vector stay zero."""
        layer, x = self.layer, self.x
        self.y = memory.allocate_maps(1, 1, layer.units)
        self.dy = memory.allocate_maps(1, 1, layer.units)
        self.vectors, self.inputs = self.y.vectors, x.size // FLOAT
        if self.vectors > MAX_VECTORS or self.inputs % LANES or x.padding:
            raise ValueError(
                f"{layer.name}: the engine needs at most {MAX_VECTORS * LANES} units, "
                f"found {layer.units}; train it with NumPy"
            )
        self.weight = memory.allocate(self.inputs * self.y.cell)
        self.bias = memory.allocate(self.y.cell)
        units, positions = self.y.channels, x.height * x.width
        self.tensors = [
            Tensor("weight", self.weight, (
                (layer.units, layer.fan_in, 1),
                (x.used, positions, units), (positions, 1, x.channels * units),
            )),
            Tensor("bias", self.bias, ((layer.units, 1, 1),)),
        ]  # fmt: skip

    def forward(self, code: Code) -> None:
        """Z = W · x + b."""
        code.set_i32(b=self.bias, y=self.y.address)
        for n in range(self.vectors):
            code.set(f"y{n}", load("b", n * VECTOR))
        code.set_i32(x=self.x.address, w=self.weight)
        with code.loop(self.inputs, x=FLOAT, w=self.y.cell):
            code.set("x4", load_splat("x", 0))
            for n in range(self.vectors):
                code.accumulate(f"y{n}", mul(load("w", n * VECTOR), get("x4")))
        for n in range(self.vectors):
            code.store("y", n * VECTOR, get(f"y{n}"))

    def backward(self, code: Code, input_gradient: bool) -> None:
        """dX = dY · W and dW = dY · xᵀ, in one pass over the weights, four inputs at a time."""
        code.set_i32(dy=self.dy.address, b=self.bias)
        for n in range(self.vectors):
            code.set(f"dy{n}", load("dy", n * VECTOR))
            sgd.step(code, "b", n * VECTOR, get(f"dy{n}"))
        code.set_i32(x=self.x.address, dx=self.dx.address, w=self.weight)
        step = LANES * self.y.cell
        with code.loop(self.inputs // LANES, x=VECTOR, dx=VECTOR, w=step):
            for i in range(LANES):
                code.set("x4", load_splat("x", i * FLOAT))
                for n in range(self.vectors):
                    at, dy = i * self.y.cell + n * VECTOR, get(f"dy{n}")
                    if input_gradient:
                        product = mul(load("w", at), dy)
                        code.set(f"dx{i}", product if n == 0 else add(get(f"dx{i}"), product))
                    sgd.step(code, "w", at, mul(get("x4"), dy))
            if input_gradient:
                code.store("dx", 0, code.lane_sums("dx0", "dx1", "dx2", "dx3"))
