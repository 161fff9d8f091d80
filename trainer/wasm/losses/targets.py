"""The targets of each label, a table in memory; the label after the last class is NO_CLASS."""

import struct

from trainer.wasm.memory import Maps, Memory
from trainer.wasm.wat import Code, i32


class Targets:
    """Rows like the outputs ``y``: for each label, then for NO_CLASS."""

    def __init__(self, memory: Memory, y: Maps, *, label: float, other: float, none: float) -> None:
        """Set what the label's output, another output, and every output of NO_CLASS should be."""
        unused = [0.0] * (y.channels - y.used)
        rows = [
            [label if output == row else other for output in range(y.used)] for row in range(y.used)
        ]
        rows.append([none] * y.used)
        self._row = y.cell
        self._address = memory.allocate_data(
            b"".join(struct.pack(f"<{y.channels}f", *row, *unused) for row in rows)
        )

    def point(self, code: Code) -> None:
        """Append: $t ← the address of the targets of $label."""
        target = f"(i32.mul (local.get $label) {i32(self._row)})"
        code.set_i32(t=f"(i32.add {i32(self._address)} {target})")
