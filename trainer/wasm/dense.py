"""Dense: four units are the four lanes of a vector; the weights stand as ``(inputs, units)``."""

from trainer.layers import Dense
from trainer.wasm import sgd
from trainer.wasm.emitter import Emitter, Tensor
from trainer.wasm.memory import Memory
from trainer.wasm.wat import FLOAT, LANES, VECTOR, Code, add, get, load, load_one, mul

MOST = 8
"""Vectors of units that fit the registers, twice over."""


class DenseEmitter(Emitter[Dense]):
    """Every unit sees every input."""

    def build(self, memory: Memory, padding: int, padding_value: float) -> None:
        """Lay out weights and biases; spare units, up to a whole vector, stay zero."""
        layer, x = self.layer, self.x
        self.y = memory.maps(1, 1, layer.units)
        self.dy = memory.maps(1, 1, layer.units)
        self.vectors, self.inputs = self.y.vectors, x.size // FLOAT
        if self.vectors > MOST or self.inputs % LANES or x.padding:
            raise ValueError(
                f"{layer.name}: the engine needs at most {MOST * LANES} units, found {layer.units};"
                " train it with NumPy"
            )
        self.weight = memory.take(self.inputs * self.y.cell)
        self.bias = memory.take(self.y.cell)
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
        code.point(b=self.bias, y=self.y.address)
        for n in range(self.vectors):
            code.set(f"y{n}", load("b", n * VECTOR))
        code.point(x=self.x.address, w=self.weight)
        with code.loop(self.inputs, x=FLOAT, w=self.y.cell):
            code.set("x4", load_one("x", 0))
            for n in range(self.vectors):
                code.accumulate(f"y{n}", mul(load("w", n * VECTOR), get("x4")))
        for n in range(self.vectors):
            code.store("y", n * VECTOR, get(f"y{n}"))

    def backward(self, code: Code, input_gradient: bool) -> None:
        """DX = dY · W and dW = dY · xᵀ in one pass over the weights, four inputs at a time."""
        code.point(dy=self.dy.address, b=self.bias)
        for n in range(self.vectors):
            code.set(f"dy{n}", load("dy", n * VECTOR))
            sgd.step(code, "b", n * VECTOR, get(f"dy{n}"))
        code.point(x=self.x.address, dx=self.dx.address, w=self.weight)
        step = LANES * self.y.cell
        with code.loop(self.inputs // LANES, x=VECTOR, dx=VECTOR, w=step):
            for i in range(LANES):
                code.set("x4", load_one("x", i * FLOAT))
                for n in range(self.vectors):
                    at, dy = i * self.y.cell + n * VECTOR, get(f"dy{n}")
                    if input_gradient:
                        product = mul(load("w", at), dy)
                        code.set(f"dx{i}", product if n == 0 else add(get(f"dx{i}"), product))
                    sgd.step(code, "w", at, mul(get("x4"), dy))
            if input_gradient:
                code.store("dx", 0, code.lane_sums("dx0", "dx1", "dx2", "dx3"))
