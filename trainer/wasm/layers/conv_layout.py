"""Where a convolution's numbers stand, and the tables of its rows."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager

from trainer.layers import Conv
from trainer.wasm.emitter import Emitter, Part, Tensor, Wish
from trainer.wasm.layers import windows
from trainer.wasm.layers.connections import Bundle, bundles
from trainer.wasm.memory import Gradient, Memory
from trainer.wasm.wat import LANES, VECTOR, Code, get

SUMS = 8
"""Sums of a block: as many as hide an addition's latency, and leave registers for the factors."""
ENTRY = "<3i"
"""An entry of a table of rows: two addresses to begin with, and the number of steps from there."""


class ConvLayout(Emitter[Conv]):
    """The part of a convolution's emitter that all of its passes share.

    A group of four maps is a vector, a map in each lane; their kernels are stored as
    ``(k, k, inputs, 4)``, and the layer's input is spread over the lanes.
    """

    spreads = True

    def build(self, memory: Memory, wish: Wish) -> None:
        """Allocate outputs, weights, biases, what the sums start with, and the tables of rows."""
        layer, (maps, height, width) = self.layer, self.layer.out_shape
        self.sources = [layer.table[first] for first in range(0, maps, LANES)]
        if any(row != self.sources[m // LANES] for m, row in enumerate(layer.table)):
            raise ValueError(
                f"{layer.name}: the engine needs maps in groups of four that see the same "
                "input maps; train it with NumPy"
            )
        self.bundles = bundles(self.sources)
        self.groups = range(len(self.sources))
        self.y = memory.allocate_maps(height, width, maps)
        self.gradient = memory.allocate_maps(height, width, maps)
        self.dy = Gradient(self.gradient)
        self.tap = len(layer.table[0]) * VECTOR
        self.kernel_row = layer.kernel * self.tap
        self.group_size = layer.kernel * self.kernel_row
        self.weight = memory.allocate_parameters(len(self.groups) * self.group_size)
        self.per_unit = layer.bias_per == "unit"
        sides = (height, width) if self.per_unit else (1, 1)
        self.bias = memory.allocate_maps(*sides, maps, parameters=True)
        self.start = memory.allocate(len(self.groups) * VECTOR)
        self.bias_sum = memory.allocate(len(self.groups) * VECTOR)
        self.tensors = self._tensors()
        self.rows, self.columns = windows.rows(layer), windows.columns(layer)
        if not (self.rows.covered and self.columns.covered):
            raise ValueError(
                f"{layer.name}: the engine needs units that see inputs, and inputs that units see"
            )
        self.unit_rows = memory.allocate_data(self._unit_rows())
        self.tap_rows = memory.allocate_data(self._tap_rows())
        self.input_rows = memory.allocate_data(self._input_rows() if self.dx else b"")

    def _tensors(self) -> list[Tensor]:
        """Return where weights and biases stand; a last group of fewer than four maps has zeros."""
        maps, k, inputs = self.layer.maps, self.layer.kernel, len(self.layer.table[0])
        of_map, quad = inputs * k * k, inputs * LANES
        within = ((inputs, k * k, LANES), (k, k, k * quad), (k, 1, quad))
        full, rest = divmod(maps, LANES)
        weights = [Part(0, 0, ((full, LANES * of_map, k * k * quad), (LANES, of_map, 1), *within))]
        if rest:
            first = full * LANES * of_map, full * k * k * quad
            weights.append(Part(*first, ((rest, of_map, 1), *within)))
        bias, area = self.bias, self.bias.height * self.bias.width
        places = ((maps, area, 1), (area, 1, bias.channels))
        return [
            Tensor("weight", self.weight, tuple(weights)),
            Tensor("bias", bias.address, (Part(0, 0, places),)),
        ]

    def _unit_rows(self) -> bytes:
        """Return, for each unit row, its first input row and kernel row, and its taps."""
        x, rows, table = self.x, self.rows, b""
        for unit in range(rows.units):
            taps = rows.taps(unit)
            first = x.address + rows.input(unit, taps[0]) * x.row
            table += struct.pack(ENTRY, first, self.weight + taps[0] * self.kernel_row, len(taps))
        return table

    def _tap_rows(self) -> bytes:
        """Return, for each kernel row, its first input row and unit row, and its units."""
        x, dy, rows, table = self.x, self.gradient, self.rows, b""
        for tap in range(rows.kernel):
            units = rows.units_at(tap)
            first = x.address + rows.input(units[0], tap) * x.row
            table += struct.pack(ENTRY, first, dy.address + units[0] * dy.row, len(units))
        return table

    def _input_rows(self) -> bytes:
        """Return, for each input row, its first unit row, the kernel row there, and the units."""
        dy, rows, table = self.gradient, self.rows, b""
        for position in range(rows.size):
            units = rows.units_of(position)
            tap = position + rows.padding - rows.stride * units[0]
            first = dy.address + units[0] * dy.row
            table += struct.pack(ENTRY, first, self.weight + tap * self.kernel_row, len(units))
        return table

    @contextmanager
    def each_row(self, code: Code, table: int, entries: int, **strides: int) -> Iterator[None]:
        """Append a loop over a table's entries: $first, $second, $count."""
        code.set_i32(entry=table)
        with code.loop(entries, entry=struct.calcsize(ENTRY), **strides):
            for n, name in enumerate(("first", "second", "count")):
                code.set_i32(**{name: f"(i32.load offset={4 * n} {get('entry')})"})
            yield

    def place(self, bundle: Bundle, n: int, tap: int, source: int = 0) -> int:
        """Return the offset of a weight of a bundle's nth group from the group 0's kernel row."""
        position = bundle.positions[n] + source
        return bundle.groups[n] * self.group_size + tap * self.tap + position * VECTOR
