"""Conv: four maps that see the same input maps are the four lanes of a vector.

The kernels of such a group stand as ``(k, k, inputs, 4)``. Eight units of the group are kept in
eight locals while the kernel passes, so that a weight is read once for eight multiplications and
the sums wait for nothing.
"""

import struct
from dataclasses import dataclass

from trainer.layers import Conv
from trainer.wasm import sgd
from trainer.wasm.emitter import Emitter, Tensor
from trainer.wasm.memory import Memory
from trainer.wasm.wat import FLOAT, LANES, VECTOR, Code, constant, get, load, load_one, mul, sum_of

AT_ONCE = 8
"""Sums kept in locals: enough to hide an addition's latency, few enough for 16 registers."""


@dataclass(frozen=True)
class Unit:
    """One of the units computed together: byte offsets of its patch in x, and of itself."""

    x: int
    y: int
    dy: int


@dataclass(frozen=True)
class Weight:
    """One of the weights used together: byte offsets of what it multiplies in x, and of itself."""

    name: str
    x: int
    w: int


class Covering:
    """For each input row (or column, they are alike): the units whose kernel covers it.

    In memory: the first such unit, the kernel row that lies on the input row, and their number.
    The next unit's kernel row is a stride less.
    """

    SIZE = 3 * 4  # bytes of an entry

    @staticmethod
    def table(layer: Conv) -> bytes:
        """The table, in order of the input rows."""
        k, s, units = layer.kernel, layer.stride, layer.out_shape[1]
        entries = []
        for row in range(layer.padding, layer.padding + layer.in_shape[1]):
            covering = [unit for unit in range(units) if 0 <= row - s * unit < k]
            entries.append(struct.pack("<3i", covering[0], row - s * covering[0], len(covering)))
        return b"".join(entries)

    @staticmethod
    def unit(pointer: str) -> str:
        """The first unit."""
        return f"(i32.load offset=0 {get(pointer)})"

    @staticmethod
    def tap(pointer: str) -> str:
        """Its kernel row."""
        return f"(i32.load offset=4 {get(pointer)})"

    @staticmethod
    def count(pointer: str) -> str:
        """How many units."""
        return f"(i32.load offset=8 {get(pointer)})"


class ConvEmitter(Emitter[Conv]):
    """Strided convolution with padding, a connection table and a bias for each unit or map."""

    def build(self, memory: Memory, padding: int, padding_value: float) -> None:
        """Lay out weights and biases, and tabulate which units see an input row."""
        layer, (maps, height, width) = self.layer, self.layer.out_shape
        area, inputs = layer.kernel**2, len(layer.table[0])
        self.groups = [layer.table[first] for first in range(0, maps, LANES)]
        same = all(row == self.groups[m // LANES] for m, row in enumerate(layer.table))
        if maps % LANES or not same or height != width:
            raise ValueError(
                f"{layer.name}: the engine needs square maps in groups of four that see the same "
                "input maps; train it with NumPy"
            )
        self.y = memory.maps(height, width, maps, padding, padding_value)
        self.dy = memory.maps(height, width, maps)
        self.group_size = area * inputs * VECTOR
        self.weight = memory.take(len(self.groups) * self.group_size)
        self.bias = memory.maps(height, width, maps)
        k, quad = layer.kernel, inputs * LANES
        # A map's one bias stands at each of its units.
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
        self.taps = min(layer.kernel, max(1, AT_ONCE // inputs))  # of a kernel's row, at once
        self.across = min(width, AT_ONCE)
        self.down = min(height, AT_ONCE // self.across)
        self.covering = memory.put(Covering.table(layer))

    def _units(self) -> list[Unit]:
        """The block of units computed together: ``down`` rows of ``across``."""
        s, x, y, dy = self.layer.stride, self.x, self.y, self.dy
        return [
            Unit(
                x=s * (row * x.row + column * x.cell),
                y=row * y.row + column * y.cell,
                dy=row * dy.row + column * dy.cell,
            )
            for row in range(self.down)
            for column in range(self.across)
        ]

    def _weights_at_once(self, sources: tuple[int, ...]) -> list[Weight]:
        """Neighbours in a kernel's row: ``taps`` positions of every input map."""
        return [
            Weight(f"w{tap}_{n}", tap * self.x.cell + source * FLOAT, tap * self.tap + n * VECTOR)
            for tap in range(self.taps)
            for n, source in enumerate(sources)
        ]

    def forward(self, code: Code) -> None:
        """Y = W · patches + b."""
        x, y, bias, k, s = self.x, self.y, self.bias, self.layer.kernel, self.layer.stride
        units, down, across = self._units(), self.down, self.across
        for group, sources in enumerate(self.groups):
            code.note(f"maps {LANES * group}-{LANES * group + 3} see {sources}")
            first = group * VECTOR
            code.point(x=x.address, y=y.inside + first, b=bias.address + first)
            with (
                code.loop(y.height // down, x=s * down * x.row, y=down * y.row, b=down * bias.row),
                code.loop(
                    y.width // across,
                    x=s * across * x.cell,
                    y=across * y.cell,
                    b=across * bias.cell,
                ),
            ):
                for n, unit in enumerate(units):
                    code.set(f"y{n}", load("b", unit.dy))
                code.point(w=self.weight + group * self.group_size)
                with (
                    code.loop(k, x=x.row, w=k * self.tap),
                    code.loop(k // self.taps, x=self.taps * x.cell, w=self.taps * self.tap),
                ):
                    for weight in self._weights_at_once(sources):
                        code.set("w4", load("w", weight.w))
                        for n, unit in enumerate(units):
                            value = load_one("x", unit.x + weight.x)
                            code.accumulate(f"y{n}", mul(value, get("w4")))
                for n, unit in enumerate(units):
                    code.store("y", unit.y, get(f"y{n}"))

    def backward(self, code: Code, input_gradient: bool) -> None:
        """DX while the weights are still those of the forward pass, then their step."""
        if input_gradient:
            self._backward_input(code)
        self._step_weights(code)
        self._step_biases(code)

    def _backward_input(self, code: Code) -> None:
        """DX = Wᵀ · dY: each input position gathers from the units whose kernel covers it."""
        dx, dy, k, s = self.dx, self.dy, self.layer.kernel, self.layer.stride
        code.point(dx=dx.address, row=self.covering)
        with code.loop(dx.height, dx=dx.row, row=Covering.SIZE):
            code.point(column=self.covering)
            with code.loop(dx.width, dx=dx.cell, column=Covering.SIZE):
                for channel in range(dx.channels):
                    code.set(f"x{channel}", constant(0))
                units = (Covering.unit("row"), dy.row), (Covering.unit("column"), dy.cell)
                taps = (Covering.tap("row"), k * self.tap), (Covering.tap("column"), self.tap)
                code.point(dy_row=sum_of(dy.address, *units), w_row=sum_of(self.weight, *taps))
                with code.repeat(Covering.count("row"), dy_row=dy.row, w_row=-s * k * self.tap):
                    code.point(dy=get("dy_row"), w=get("w_row"))
                    with code.repeat(Covering.count("column"), dy=dy.cell, w=-s * self.tap):
                        for group, sources in enumerate(self.groups):
                            code.set("dy4", load("dy", group * VECTOR))
                            for n, source in enumerate(sources):
                                weight = load("w", group * self.group_size + n * VECTOR)
                                code.accumulate(f"x{source}", mul(weight, get("dy4")))
                for first in range(0, dx.channels, LANES):
                    a, b, c, d = (f"x{channel}" for channel in range(first, first + LANES))
                    code.store("dx", first * FLOAT, code.lane_sums(a, b, c, d))

    def _step_weights(self, code: Code) -> None:
        """DW = dY · patchesᵀ, a few weights at a time, each summed over all units."""
        x, dy, k, s = self.x, self.dy, self.layer.kernel, self.layer.stride
        units, down, across = self._units(), self.down, self.across
        for group, sources in enumerate(self.groups):
            code.note(f"maps {LANES * group}-{LANES * group + 3} see {sources}")
            code.point(x=x.address, w=self.weight + group * self.group_size)
            with (
                code.loop(k, x=x.row, w=k * self.tap),
                code.loop(k // self.taps, x=self.taps * x.cell, w=self.taps * self.tap),
            ):
                weights = self._weights_at_once(sources)
                for weight in weights:
                    code.set(weight.name, constant(0))
                code.point(dy=dy.address + group * VECTOR)
                with (
                    code.loop(dy.height // down, x=s * down * x.row, dy=down * dy.row),
                    code.loop(dy.width // across, x=s * across * x.cell, dy=across * dy.cell),
                ):
                    for unit in units:
                        code.set("dy4", load("dy", unit.dy))
                        for weight in weights:
                            value = load_one("x", unit.x + weight.x)
                            code.accumulate(weight.name, mul(value, get("dy4")))
                for weight in weights:
                    sgd.step(code, "w", weight.w, get(weight.name))

    def _step_biases(self, code: Code) -> None:
        """Db = dY where a unit's bias is its own, ΣdY where its map shares one."""
        bias = self.bias
        if self.layer.bias_per == "map":
            units = bias.height * bias.width
            for first in range(0, bias.cell, VECTOR):
                code.point(dy=self.dy.address + first, b=bias.address + first)
                code.set("sum", constant(0))
                with code.loop(units, dy=self.dy.cell):
                    code.accumulate("sum", load("dy", 0))
                with code.loop(units, b=bias.cell):
                    sgd.step(code, "b", 0, get("sum"))
            return
        code.point(b=bias.address, dy=self.dy.address)
        with code.loop(bias.size // VECTOR, b=VECTOR, dy=VECTOR):
            sgd.step(code, "b", 0, load("dy", 0))
