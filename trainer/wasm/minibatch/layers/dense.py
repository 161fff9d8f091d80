"""Dense: four images at once, so that each weight is loaded once for all of them.

Four units are the lanes of a vector; the weights are stored as ``(inputs, units)``.
"""

from collections.abc import Iterator

from trainer.layers import Dense
from trainer.wasm.emitter import Tensor
from trainer.wasm.memory import Memory
from trainer.wasm.minibatch.frame import IMAGES, gradient_of, in_frame
from trainer.wasm.minibatch.layers.emitter import Emitter
from trainer.wasm.wat import FLOAT, LANES, VECTOR, Code, add, constant, get, i32, load, mul, spread

BLOCK = 2
"""Vectors of units at once: with four images eight sums."""


class DenseEmitter(Emitter[Dense]):
    """A fully connected layer; units that fill up the last vector stay zero."""

    all_frames = True
    frame_size = 0

    def build(self, parameters: Memory, frame: Memory, padding: int, padding_value: float) -> None:
        """Allocate weights, biases and outputs."""
        layer, x = self.layer, self.x
        self.inputs = x.size // FLOAT
        if x.padding or self.inputs % LANES:
            raise ValueError(
                f"{layer.name}: the engine needs inputs in vectors of {LANES}, found "
                f"{self.inputs} inputs; train it with NumPy"
            )
        self.y = frame.allocate_maps(1, 1, layer.units)
        self.dy = frame.allocate_maps(1, 1, layer.units)
        units, positions = self.y.channels, x.height * x.width
        self.weight = parameters.allocate(self.inputs * self.y.cell)
        self.bias = parameters.allocate(self.y.cell)
        self.tensors = [
            Tensor("weight", self.weight, (
                (layer.units, layer.fan_in, 1),
                (x.used, positions, units), (positions, 1, x.channels * units),
            )),
            Tensor("bias", self.bias, ((layer.units, 1, 1),)),
        ]  # fmt: skip

    def _blocks(self, code: Code, **pointers: int) -> Iterator[int]:
        """Append loops over blocks of vectors of units; yield how many vectors a block has."""
        whole, rest = divmod(self.y.vectors, BLOCK)
        if whole:
            with code.loop(whole, **dict.fromkeys(pointers, BLOCK * VECTOR)):
                yield BLOCK
            if rest:
                code.advance(**dict.fromkeys(pointers, whole * BLOCK * VECTOR))
        if rest:
            yield rest

    def forward(self, code: Code) -> None:
        """Z = W · x + b."""
        code.set_i32(w_block=self.weight, b=self.bias, y=in_frame(self.y.address))
        frames = range(IMAGES)
        for vectors in self._blocks(code, w_block=0, b=0, y=0):
            for n in range(vectors):
                code.set("b4", load("b", n * VECTOR))
                for image in frames:
                    code.set(f"y{image}_{n}", get("b4"))
            code.set_i32(x=in_frame(self.x.address), w=get("w_block"))
            with code.loop(self.inputs, x=FLOAT, w=self.y.cell):
                for n in range(vectors):
                    code.set(f"w{n}", load("w", n * VECTOR))
                for image in frames:
                    code.set("x4", spread("x", image * self.frame_size))
                    for n in range(vectors):
                        code.accumulate(f"y{image}_{n}", mul(get("x4"), get(f"w{n}")))
            for n in range(vectors):
                for image in frames:
                    code.store("y", image * self.frame_size + n * VECTOR, get(f"y{image}_{n}"))

    def backward(self, code: Code, input_gradient: bool) -> None:
        """dX = dY · W, dW += dY · xᵀ, db += dY."""
        if input_gradient:
            self._backward_input(code)
        self._backward_weights(code)

    def _backward_input(self, code: Code) -> None:
        """dX, four inputs of two images at a time; the lanes are summed at the end."""
        code.set_i32(x_first=in_frame(self.dx.address), w_first=self.weight)
        step = LANES * self.y.cell
        with code.loop(self.inputs // LANES, x_first=VECTOR, w_first=step):
            for pair in range(0, IMAGES, 2):
                for image in (0, 1):
                    for n in range(LANES):
                        code.set(f"x{image}_{n}", constant(0))
                code.set_i32(dy=in_frame(self.dy.address), w=get("w_first"))
                with code.loop(self.y.vectors, dy=VECTOR, w=VECTOR):
                    for image in (0, 1):
                        code.set(f"dy{image}", load("dy", (pair + image) * self.frame_size))
                    for n in range(LANES):
                        code.set("w4", load("w", n * self.y.cell))
                        for image in (0, 1):
                            product = mul(get("w4"), get(f"dy{image}"))
                            code.accumulate(f"x{image}_{n}", product)
                for image in (0, 1):
                    sums = code.lane_sums(*(f"x{image}_{n}" for n in range(LANES)))
                    code.store("x_first", (pair + image) * self.frame_size, sums)

    def _backward_weights(self, code: Code) -> None:
        """Add to dW and db a block of units of all images at a time."""
        frames = range(IMAGES)
        code.set_i32(
            g_block=gradient_of(i32(self.weight)),
            g_bias=gradient_of(i32(self.bias)),
            dy=in_frame(self.dy.address),
        )
        for vectors in self._blocks(code, g_block=0, g_bias=0, dy=0):
            for n in range(vectors):
                for image in frames:
                    name = f"dy{image}_{n}"
                    code.set(name, load("dy", image * self.frame_size + n * VECTOR))
                total = get(f"dy0_{n}")
                for image in frames[1:]:
                    total = add(total, get(f"dy{image}_{n}"))
                code.store("g_bias", n * VECTOR, add(load("g_bias", n * VECTOR), total))
            code.set_i32(x=in_frame(self.x.address), g=get("g_block"))
            with code.loop(self.inputs, x=FLOAT, g=self.y.cell):
                for image in frames:
                    code.set("x4", spread("x", image * self.frame_size))
                    for n in range(vectors):
                        product = mul(get("x4"), get(f"dy{image}_{n}"))
                        if image == 0:
                            code.set(f"g{n}", product)
                        else:
                            code.accumulate(f"g{n}", product)
                for n in range(vectors):
                    code.store("g", n * VECTOR, add(load("g", n * VECTOR), get(f"g{n}")))
