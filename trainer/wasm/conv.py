"""Conv: a group of four maps with the same input maps is a vector, a map in each lane.

The kernels of a group are stored as ``(k, k, inputs, 4)``. The sums of a block of eight units are
kept in registers while the kernel is applied, so that each weight is loaded once for eight
multiplications, and no addition waits for the one before it.
"""

from dataclasses import dataclass

from trainer.layers import Conv
from trainer.wasm import covering, sgd
from trainer.wasm.emitter import Emitter, Tensor
from trainer.wasm.memory import Memory
from trainer.wasm.wat import (
    FLOAT,
    LANES,
    VECTOR,
    Code,
    constant,
    get,
    load,
    load_splat,
    mul,
    strided_address,
)

ACCUMULATORS = 8
"""Sums kept in registers: enough to hide an addition's latency, few enough for 16 registers."""


def divisor(number: int, most: int) -> int:
    """Return the largest divisor of a number up to ``most``, at least 1: blocks leave no rest."""
    return next(n for n in range(max(most, 1), 0, -1) if number % n == 0)


@dataclass(frozen=True)
class Unit:
    """A unit of a block: byte offsets of its patch in x, and of itself in y and dy."""

    x: int
    y: int
    dy: int


@dataclass(frozen=True)
class Weight:
    """A weight of a block: its variable, and byte offsets of its input in x, and of itself in w."""

    name: str
    x: int
    w: int


class ConvEmitter(Emitter[Conv]):
    """Strided convolution with padding, a connection table and a bias for each unit or map."""

    def build(self, memory: Memory, padding: int, padding_value: float) -> None:
        """Allocate outputs, weights, biases and the table of covering units."""
        layer, (maps, height, width) = self.layer, self.layer.out_shape
        area, inputs = layer.kernel**2, len(layer.table[0])
        self.groups = [layer.table[first] for first in range(0, maps, LANES)]
        same = all(row == self.groups[m // LANES] for m, row in enumerate(layer.table))
        if maps % LANES or not same or height != width:
            raise ValueError(
                f"{layer.name}: the engine needs square maps in groups of four that see the same "
                "input maps; train it with NumPy"
            )
        self.y = memory.allocate_maps(height, width, maps, padding, padding_value)
        self.dy = memory.allocate_maps(height, width, maps)
        self.group_size = area * inputs * VECTOR
        self.weight = memory.allocate(len(self.groups) * self.group_size)
        self.bias = memory.allocate_maps(height, width, maps)
        k, quad = layer.kernel, inputs * LANES
        # With one bias for each map, it is stored once for each unit all the same.
        row, column = (width, 1) if layer.bias_per == "unit" else (0, 0)
        self.tensors = [
            Tensor("weight", self.weight, (
                (len(self.groups), LANES * inputs * area, area * quad),
                (LANES, inputs * area, 1), (inputs, area, LANES), (k, k, k * quad), (k, 1, quad),
            )),
            Tensor("bias", self.bias.address, (
                (maps, max(height * row, 1), 1), (height, row, width * maps), (width, column, maps),
            )),
        ]  # fmt: skip

        self.inputs, self.tap = inputs, inputs * VECTOR
        self.block_taps = divisor(layer.kernel, ACCUMULATORS // inputs)  # of a kernel's row
        self.block_columns = divisor(width, ACCUMULATORS)
        self.block_rows = divisor(height, ACCUMULATORS // self.block_columns)
        self.covering = memory.allocate_data(covering.table(layer))

    def _unit_block(self) -> list[Unit]:
        """Return the units whose sums are computed together: ``block_rows`` × ``block_columns``."""
        s, x, y, dy = self.layer.stride, self.x, self.y, self.dy
        return [
            Unit(
                x=s * (row * x.row + column * x.cell),
                y=row * y.row + column * y.cell,
                dy=row * dy.row + column * dy.cell,
            )
            for row in range(self.block_rows)
            for column in range(self.block_columns)
        ]

    def _weight_block(self, sources: tuple[int, ...]) -> list[Weight]:
        """Return the weights used together: ``block_taps`` columns of a kernel row, all inputs."""
        return [
            Weight(f"w{tap}_{n}", tap * self.x.cell + source * FLOAT, tap * self.tap + n * VECTOR)
            for tap in range(self.block_taps)
            for n, source in enumerate(sources)
        ]

    def forward(self, code: Code) -> None:
        """Y = W · patches + b."""
        x, y, bias, k, s = self.x, self.y, self.bias, self.layer.kernel, self.layer.stride
        taps = self.block_taps
        units, rows, columns = self._unit_block(), self.block_rows, self.block_columns
        for group, sources in enumerate(self.groups):
            code.comment(f"maps {LANES * group}-{LANES * group + 3}, inputs {sources}")
            first = group * VECTOR
            code.set_i32(x=x.address, y=y.inside + first, b=bias.address + first)
            with (
                code.loop(y.height // rows, x=s * rows * x.row, y=rows * y.row, b=rows * bias.row),
                code.loop(
                    y.width // columns,
                    x=s * columns * x.cell,
                    y=columns * y.cell,
                    b=columns * bias.cell,
                ),
            ):
                for n, unit in enumerate(units):
                    code.set(f"y{n}", load("b", unit.dy))
                code.set_i32(w=self.weight + group * self.group_size)
                with (
                    code.loop(k, x=x.row, w=k * self.tap),
                    code.loop(k // taps, x=taps * x.cell, w=taps * self.tap),
                ):
                    for weight in self._weight_block(sources):
                        code.set("w4", load("w", weight.w))
                        for n, unit in enumerate(units):
                            value = load_splat("x", unit.x + weight.x)
                            code.accumulate(f"y{n}", mul(value, get("w4")))
                for n, unit in enumerate(units):
                    code.store("y", unit.y, get(f"y{n}"))

    def backward(self, code: Code, input_gradient: bool) -> None:
        """dX, with the weights of the forward pass, then the step of weights and biases."""
        if input_gradient:
            self._backward_input(code)
        self._step_weights(code)
        self._step_biases(code)

    def _backward_input(self, code: Code) -> None:
        """dX = Wᵀ · dY: each input gathers from the units whose kernel covers it."""
        dx, dy, k, s = self.dx, self.dy, self.layer.kernel, self.layer.stride
        code.set_i32(dx=dx.address, row=self.covering)
        with code.loop(dx.height, dx=dx.row, row=covering.ENTRY_SIZE):
            code.set_i32(column=self.covering)
            with code.loop(dx.width, dx=dx.cell, column=covering.ENTRY_SIZE):
                for channel in range(dx.channels):
                    code.set(f"x{channel}", constant(0))
                row, column = covering.first_unit("row"), covering.first_unit("column")
                first_dy = strided_address(dy.address, (row, dy.row), (column, dy.cell))
                row, column = covering.kernel_row("row"), covering.kernel_row("column")
                first_w = strided_address(self.weight, (row, k * self.tap), (column, self.tap))
                code.set_i32(dy_row=first_dy, w_row=first_w)
                with code.repeat(covering.count("row"), dy_row=dy.row, w_row=-s * k * self.tap):
                    code.set_i32(dy=get("dy_row"), w=get("w_row"))
                    with code.repeat(covering.count("column"), dy=dy.cell, w=-s * self.tap):
                        for group, sources in enumerate(self.groups):
                            code.set("dy4", load("dy", group * VECTOR))
                            for n, source in enumerate(sources):
                                weight = load("w", group * self.group_size + n * VECTOR)
                                code.accumulate(f"x{source}", mul(weight, get("dy4")))
                for first in range(0, dx.channels, LANES):
                    a, b, c, d = (f"x{channel}" for channel in range(first, first + LANES))
                    code.store("dx", first * FLOAT, code.lane_sums(a, b, c, d))

    def _step_weights(self, code: Code) -> None:
        """dW = dY · patchesᵀ, a block of weights at a time, each summed over all units."""
        x, dy, k, s = self.x, self.dy, self.layer.kernel, self.layer.stride
        units, rows, columns = self._unit_block(), self.block_rows, self.block_columns
        taps = self.block_taps
        for group, sources in enumerate(self.groups):
            code.comment(f"maps {LANES * group}-{LANES * group + 3}, inputs {sources}")
            code.set_i32(x=x.address, w=self.weight + group * self.group_size)
            with (
                code.loop(k, x=x.row, w=k * self.tap),
                code.loop(k // taps, x=taps * x.cell, w=taps * self.tap),
            ):
                weights = self._weight_block(sources)
                for weight in weights:
                    code.set(weight.name, constant(0))
                code.set_i32(dy=dy.address + group * VECTOR)
                with (
                    code.loop(dy.height // rows, x=s * rows * x.row, dy=rows * dy.row),
                    code.loop(dy.width // columns, x=s * columns * x.cell, dy=columns * dy.cell),
                ):
                    for unit in units:
                        code.set("dy4", load("dy", unit.dy))
                        for weight in weights:
                            value = load_splat("x", unit.x + weight.x)
                            code.accumulate(weight.name, mul(value, get("dy4")))
                for weight in weights:
                    sgd.step(code, "w", weight.w, get(weight.name))

    def _step_biases(self, code: Code) -> None:
        """db = dY with a bias for each unit, ΣdY with one for each map."""
        bias = self.bias
        if self.layer.bias_per == "map":
            units = bias.height * bias.width
            for first in range(0, bias.cell, VECTOR):
                code.set_i32(dy=self.dy.address + first, b=bias.address + first)
                code.set("sum", constant(0))
                with code.loop(units, dy=self.dy.cell):
                    code.accumulate("sum", load("dy", 0))
                with code.loop(units, b=bias.cell):
                    sgd.step(code, "b", 0, get("sum"))
            return
        code.set_i32(b=bias.address, dy=self.dy.address)
        with code.loop(bias.size // VECTOR, b=VECTOR, dy=VECTOR):
            sgd.step(code, "b", 0, load("dy", 0))
