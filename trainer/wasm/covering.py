"""The units that each input of a convolution feeds: a table in the engine's memory.

For each input row the table has the first unit row whose kernel covers it, the kernel row that
lies on it, and the number of such unit rows; the next unit's kernel row is a stride less. Maps
are square, so one table serves rows and columns.
"""

import struct

from trainer.layers import Conv
from trainer.wasm.wat import get

ENTRY_SIZE = 3 * 4
"""Bytes: three int32."""


def table(layer: Conv) -> bytes:
    """Return the table of a layer, an entry for each input row."""
    k, s, units = layer.kernel, layer.stride, layer.out_shape[1]
    entries = []
    for row in range(layer.padding, layer.padding + layer.in_shape[1]):
        covering = [unit for unit in range(units) if 0 <= row - s * unit < k]
        entries.append(struct.pack("<3i", covering[0], row - s * covering[0], len(covering)))
    return b"".join(entries)


def first_unit(entry: str) -> str:
    """Return the expression for the first unit row of the entry that a pointer points at."""
    return f"(i32.load offset=0 {get(entry)})"


def kernel_row(entry: str) -> str:
    """Return the expression for the kernel row of the first unit."""
    return f"(i32.load offset=4 {get(entry)})"


def count(entry: str) -> str:
    """Return the expression for the number of units."""
    return f"(i32.load offset=8 {get(entry)})"
