"""The units that cover an input of a convolution: tables in the engine's memory.

Inputs whose index (with the padding) leaves the same remainder by the stride meet the same cells
of the kernel. For each row, and each pair of columns a stride apart, of such a class the table has
the unit at the first of these cells (for a pair: that of its first column), the cell, and the
number of cells; each next cell is a stride further, its unit one less.
"""

import struct
from dataclasses import dataclass

from trainer.layers import Conv
from trainer.wasm.memory import Memory
from trainer.wasm.wat import get

ENTRY = 3 * 4
"""Bytes of an entry: three int32."""


@dataclass
class Entries:
    """The entries of a class: their bytes, number and address."""

    data: bytes
    count: int
    address: int = 0


class Table:
    """The tables of a layer: ``rows`` and ``pairs`` of columns, by class.

    Where a class has an odd number of columns, ``together`` is 1 and the pairs are single columns.
    """

    def __init__(self, layer: Conv) -> None:
        classes = range(layer.stride)
        self.together = 1 if layer.in_shape[2] % (2 * layer.stride) else 2
        self.rows = [self._entries(layer, remainder, 1) for remainder in classes]
        self.pairs = [self._entries(layer, remainder, self.together) for remainder in classes]

    @staticmethod
    def _entries(layer: Conv, remainder: int, together: int) -> Entries:
        """Return the entries of the inputs ``remainder``, ``remainder + stride``, …."""
        k, s, units, size = layer.kernel, layer.stride, layer.out_shape[1], layer.in_shape[1]
        entries = []
        for first in range(remainder, size, together * s):
            position = first + layer.padding
            cells = [
                cell
                for cell in range(position % s, k, s)
                if any(0 <= (position - cell) // s + n < units for n in range(together))
            ]
            cell = cells[0] if cells else 0
            entries.append(struct.pack("<3i", (position - cell) // s, cell, len(cells)))
        return Entries(b"".join(entries), len(entries))

    def place(self, memory: Memory) -> None:
        """Allocate all tables."""
        for entries in (*self.rows, *self.pairs):
            entries.address = memory.allocate_data(entries.data)


def unit(entry: str) -> str:
    """Return the expression for the unit at the first cell, −1 where only a pair's second has."""
    return f"(i32.load offset=0 {get(entry)})"


def cell(entry: str) -> str:
    """Return the expression for the first cell of the kernel."""
    return f"(i32.load offset=4 {get(entry)})"


def count(entry: str) -> str:
    """Return the expression for the number of cells."""
    return f"(i32.load offset=8 {get(entry)})"
