"""Dense: four units are the lanes of a vector; the weights are stored as ``(inputs, units)``."""

from trainer.layers import Dense
from trainer.wasm.emitter import Emitter, Part, Tensor, Wish
from trainer.wasm.memory import Gradient, Memory, square
from trainer.wasm.updates import Backward
from trainer.wasm.wat import LANES, VECTOR, Code, constant, get, load, mul

SUMS = 8
"""Vectors of units whose sums are computed together."""


class DenseEmitter(Emitter[Dense]):
    """A fully connected layer."""

    spreads = True

    def build(self, memory: Memory, wish: Wish) -> None:
        """Allocate outputs, weights and biases; units that fill up the last vector stay zero."""
        layer, x = self.layer, self.x
        self.y = memory.allocate_maps(1, 1, layer.units)
        self.gradient = memory.allocate_maps(1, 1, layer.units)
        self.dy = Gradient(self.gradient)
        self.inputs = x.height * x.width * x.channels
        if self.inputs % LANES:
            raise ValueError(f"{layer.name}: the engine needs maps or more than one unit before it")
        self.weight = memory.allocate_parameters(self.inputs * self.y.cell)
        self.bias = memory.allocate_parameters(self.y.cell)
        units, positions = self.y.channels, x.height * x.width
        axes = (
            (layer.units, layer.fan_in, 1),
            (x.used, positions, units),
            (positions, 1, x.channels * units),
        )
        self.tensors = [
            Tensor("weight", self.weight, (Part(0, 0, axes),)),
            Tensor("bias", self.bias, (Part(0, 0, ((layer.units, 1, 1),)),)),
        ]

    def forward(self, code: Code) -> None:
        """Z = W · x + b."""
        for first in range(0, self.y.vectors, SUMS):
            together = range(min(SUMS, self.y.vectors - first))
            at = first * VECTOR
            code.set_i32(b=self.bias + at, y=self.y.address + at)
            code.set_i32(x=self.x.address, w=self.weight + at)
            for n in together:
                code.set(f"y{n}", load("b", n * VECTOR))
            with code.loop(self.inputs, x=VECTOR, w=self.y.cell):
                code.set("x4", load("x", 0))
                for n in together:
                    code.accumulate(f"y{n}", mul(load("w", n * VECTOR), get("x4")))
            for n in together:
                code.store("y", n * VECTOR, get(f"y{n}"))

    def square(self, code: Code) -> None:
        """X ← X²."""
        square(code, self.x)

    def backward(self, code: Code, way: Backward) -> None:
        """dX = dY · W and dW = dY · xᵀ, in one pass over the weights, four inputs at a time."""
        cell, inputs, dx = self.y.cell, range(LANES), self.dx
        code.set_i32(dy=self.gradient.address, b=self.bias)
        with code.loop(self.y.vectors, dy=VECTOR, b=VECTOR):
            way.update.step(code, "b", 0, load("dy", 0))
        code.set_i32(x=self.x.address, w=self.weight, dx=dx.maps.address if dx else 0)
        with code.loop(self.inputs // LANES, x=LANES * VECTOR, dx=VECTOR, w=LANES * cell):
            for i in inputs:
                code.set(f"x{i}", load("x", i * VECTOR))
                code.set(f"dx{i}", constant(0))
            with code.loop(self.y.vectors, dy=VECTOR, w=VECTOR):
                code.set("dy4", load("dy", 0))
                for i in inputs:
                    code.set("w4", load("w", i * cell + way.weights))
                    if dx is not None:
                        code.accumulate(f"dx{i}", mul(get("w4"), get("dy4")))
                    product, own = mul(get(f"x{i}"), get("dy4")), None if way.weights else get("w4")
                    way.update.step(code, "w", i * cell, product, own)
            if dx is not None:
                dx.store(code, "dx", 0, code.lane_sums("dx0", "dx1", "dx2", "dx3"))
