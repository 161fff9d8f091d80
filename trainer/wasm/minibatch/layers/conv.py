"""Conv: a vector is four maps at one position; a block of sums stays in registers.

A block is several positions × all groups of a bundle: each weight is loaded once for all
positions, each input once for all groups.
"""

from trainer.layers import Conv
from trainer.wasm.emitter import Tensor
from trainer.wasm.memory import Memory
from trainer.wasm.minibatch.frame import gradient_of, in_frame
from trainer.wasm.minibatch.layers.conv_input_gradient import InputGradient
from trainer.wasm.minibatch.layers.covering import Table
from trainer.wasm.minibatch.layers.emitter import Emitter
from trainer.wasm.minibatch.layers.kernels import Bundle, allocate_bundles, weight_tensors
from trainer.wasm.wat import FLOAT, VECTOR, Code, add, constant, get, i32, load, mul, spread

SUMS = 8
"""Sums in registers: enough to hide an addition's latency, few enough for 16 registers."""


class ConvEmitter(Emitter[Conv]):
    """Convolution with a stride, padding, a connection table and a bias for each unit or map."""

    def build(self, parameters: Memory, frame: Memory, padding: int, padding_value: float) -> None:
        """Allocate kernels and biases, and the outputs."""
        layer, (maps, height, width) = self.layer, self.layer.out_shape
        if height != width:
            raise ValueError(f"{layer.name}: the engine needs square maps; train it with NumPy")
        self.bundles = allocate_bundles(layer, parameters)
        self.y = frame.allocate_maps(height, width, maps, padding, padding_value)
        self.dy = frame.allocate_maps(height, width, maps, padding=1)  # for the input gradient
        self.bias = parameters.allocate_maps(*((height, width) if self._per_unit else (1, 1)), maps)
        self.tensors = [*weight_tensors(layer, self.bundles), self._bias_tensor()]
        self.covering = Table(layer)

    def place(self, memory: Memory) -> None:
        """Allocate the tables of covering units."""
        self.covering.place(memory)

    @property
    def _per_unit(self) -> bool:
        return self.layer.bias_per == "unit"

    def _bias_tensor(self) -> Tensor:
        maps, height, width = self.layer.out_shape
        if not self._per_unit:
            return Tensor("bias", self.bias.address, ((maps, 1, 1),))
        channels = self.bias.channels
        return Tensor(
            "bias",
            self.bias.address,
            ((maps, height * width, 1), (height, width, width * channels), (width, 1, channels)),
        )

    def _positions(self, bundle: Bundle) -> int:
        """Return how many neighbouring positions a block has."""
        most = max(1, SUMS // bundle.groups)
        return next(n for n in range(most, 0, -1) if self.y.width % n == 0)

    def forward(self, code: Code) -> None:
        """Y = W · patches + b."""
        x, y, k, s = self.x, self.y, self.layer.kernel, self.layer.stride
        for bundle in self.bundles:
            groups, positions = range(bundle.groups), range(self._positions(bundle))
            step, first = len(positions), bundle.first * VECTOR
            code.comment(f"groups {bundle.first}…, inputs {bundle.sources}")
            code.set_i32(x=in_frame(x.address), y=in_frame(y.inside + first))
            code.set_i32(b=self.bias.address + first)
            bias = self.bias if self._per_unit else None
            with (
                code.loop(y.height, x=s * x.row, y=y.row, b=bias.row if bias else 0),
                code.loop(
                    y.width // step,
                    x=s * step * x.cell,
                    y=step * y.cell,
                    b=step * bias.cell if bias else 0,
                ),
            ):
                for p in positions:
                    for g in groups:
                        at = g * VECTOR + (p * bias.cell if bias else 0)
                        code.set(f"y{p}_{g}", load("b", at))
                code.set_i32(w=bundle.weight)
                with (
                    code.loop(k, x=x.row, w=k * bundle.tap),
                    code.loop(k, x=x.cell, w=bundle.tap),
                ):
                    for n, source in enumerate(bundle.sources):
                        for g in groups:
                            code.set(f"w{g}", load("w", bundle.at(n, g)))
                        for p in positions:
                            code.set("x4", spread("x", p * s * x.cell + source * FLOAT))
                            for g in groups:
                                code.accumulate(f"y{p}_{g}", mul(get("x4"), get(f"w{g}")))
                for p in positions:
                    for g in groups:
                        code.store("y", p * y.cell + g * VECTOR, get(f"y{p}_{g}"))

    def backward(self, code: Code, input_gradient: bool) -> None:
        """dW += dY · patchesᵀ, db += ΣdY, dX = Wᵀ · dY."""
        if input_gradient:
            gradient = InputGradient(self.layer, self.bundles, self.covering, self.dx, self.dy)
            gradient.emit(code)
        for bundle in self.bundles:
            self._backward_weights(code, bundle)
        self._backward_biases(code)

    def _backward_weights(self, code: Code, bundle: Bundle) -> None:
        """Add to dW a block of a few taps at a time, each summed over all positions."""
        x, dy, k, s = self.x, self.dy, self.layer.kernel, self.layer.stride
        groups, inputs = range(bundle.groups), len(bundle.sources)
        most = max(1, (SUMS + 2) // bundle.groups)  # two more than forward: fewer loads beside them
        if inputs == 1:
            taps, per_block = next(n for n in range(most, 0, -1) if k % n == 0), 1
        else:
            taps, per_block = 1, next(n for n in range(most, 0, -1) if inputs % n == 0)
        unroll = 2 if dy.width % 2 == 0 else 1
        code.set_i32(x=in_frame(x.address), g=gradient_of(i32(bundle.weight)))
        with (
            code.loop(k, x=x.row, g=k * bundle.tap),
            code.loop(k // taps, x=taps * x.cell, g=taps * bundle.tap),
        ):
            for block in range(0, inputs, per_block):
                weights = [
                    (f"w{t}_{n}_{g}", t, n, g)
                    for t in range(taps)
                    for n in range(block, block + per_block)
                    for g in groups
                ]
                for name, *_ in weights:
                    code.set(name, constant(0))
                code.set_i32(dy=in_frame(dy.inside + bundle.first * VECTOR), x_row=get("x"))
                with code.loop(dy.height, x_row=s * x.row, dy=dy.row):
                    code.set_i32(xx=get("x_row"))
                    with code.loop(dy.width // unroll, xx=unroll * s * x.cell, dy=unroll * dy.cell):
                        for u in range(unroll):
                            for g in groups:
                                code.set(f"dy{g}", load("dy", u * dy.cell + g * VECTOR))
                            for t in range(taps):
                                for n in range(block, block + per_block):
                                    at = (u * s + t) * x.cell + bundle.sources[n] * FLOAT
                                    code.set("x4", spread("xx", at))
                                    for g in groups:
                                        product = mul(get("x4"), get(f"dy{g}"))
                                        code.accumulate(f"w{t}_{n}_{g}", product)
                for name, t, n, g in weights:
                    at = t * bundle.tap + bundle.at(n, g)
                    code.store("g", at, add(load("g", at), get(name)))

    def _backward_biases(self, code: Code) -> None:
        """db += dY with a bias for each unit, ΣdY with one for each map."""
        dy, bias = self.dy, self.bias
        if self._per_unit:
            code.set_i32(g=gradient_of(i32(bias.address)), dy=in_frame(dy.inside))
            with (
                code.loop(dy.height, dy=dy.row, g=bias.row),
                code.loop(dy.vectors, dy=VECTOR, g=VECTOR),
            ):
                code.store("g", 0, add(load("g", 0), load("dy", 0)))
            return
        for first in range(0, bias.cell, VECTOR):
            gradient = gradient_of(i32(bias.address + first))
            code.set_i32(dy=in_frame(dy.inside + first), g=gradient)
            code.set("sum", constant(0))
            with code.loop(dy.height, dy=dy.row), code.loop(dy.width, dy=dy.cell):
                code.accumulate("sum", load("dy", 0))
            code.store("g", 0, add(load("g", 0), get("sum")))
