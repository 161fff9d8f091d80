"""The gradient of a convolution with respect to its input.

Each input gathers from the units whose kernels cover it, four channels of two inputs a stride
apart at a time: both meet the same cells of the kernel, so each weight is loaded once for both.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from trainer.layers import Conv
from trainer.wasm.memory import Maps
from trainer.wasm.minibatch.frame import in_frame
from trainer.wasm.minibatch.layers import covering
from trainer.wasm.minibatch.layers.kernels import Bundle
from trainer.wasm.wat import FLOAT, LANES, Code, constant, get, load, mul, strided_address


@dataclass(frozen=True)
class InputGradient:
    """Appends dX = Wᵀ · dY; ``dy`` is padded with zeros, for pairs of which one has no unit."""

    layer: Conv
    bundles: Sequence[Bundle]
    table: covering.Table
    dx: Maps
    dy: Maps

    def emit(self, code: Code) -> None:
        """Append dX of all inputs, those of each class of rows and columns together."""
        dx, dy, s = self.dx, self.dy, self.layer.stride
        for row_class, rows in enumerate(self.table.rows):
            for column_class, pairs in enumerate(self.table.pairs):
                code.set_i32(dx=in_frame(dx.inside + row_class * dx.row + column_class * dx.cell))
                code.set_i32(row=rows.address)
                with code.loop(rows.count, dx=s * dx.row, row=covering.ENTRY):
                    code.set_i32(column=pairs.address)
                    step = self.table.together * s * dx.cell
                    with code.loop(pairs.count, dx=step, column=covering.ENTRY):
                        units = strided_address(
                            0, (covering.unit("row"), dy.row), (covering.unit("column"), dy.cell)
                        )
                        code.set_i32(dy_first=f"(i32.add {in_frame(dy.inside)} {units})")
                        for first in range(0, dx.used, LANES):
                            self._gather(code, range(first, min(first + LANES, dx.used)))

    def _gather(self, code: Code, channels: range) -> None:
        """Append dX of at most four channels of a pair of inputs."""
        dx, dy = self.dx, self.dy
        pair = range(self.table.together)
        for lane in range(LANES):
            for p in pair:
                code.set(f"x{lane}_{p}", constant(0))
        with self._covering_cells(code):
            for n, bundle in enumerate(self.bundles):
                connected = [c for c in channels if c in bundle.sources]
                for group in range(bundle.groups if connected else 0):
                    for p in pair:
                        at = (bundle.first + group) * LANES * FLOAT
                        code.set(f"dy{p}", load("dy", p * dy.cell + at))
                    for channel in connected:
                        at = bundle.at(bundle.sources.index(channel), group)
                        code.set("w4", load(f"w{n}", at))
                        for p in pair:
                            product = mul(get("w4"), get(f"dy{p}"))
                            code.accumulate(f"x{channel - channels.start}_{p}", product)
        for p in pair:
            sums = code.lane_sums(*(f"x{lane}_{p}" for lane in range(LANES)))
            code.store("dx", p * self.layer.stride * dx.cell + channels.start * FLOAT, sums)

    @contextmanager
    def _covering_cells(self, code: Code) -> Iterator[None]:
        """Append loops over the cells: $dy ← the unit of each, $w0, $w1, … ← its weights."""
        dy, k, s = self.dy, self.layer.kernel, self.layer.stride
        code.set_i32(cell_row=covering.cell("row"), dy_row=get("dy_first"))
        code.line(f"(if {covering.count('row')} (then")
        with code.repeat(covering.count("row"), dy_row=-dy.row, cell_row=s):
            code.line(f"(if {covering.count('column')} (then")
            first = (
                f"(i32.add (i32.mul {get('cell_row')} (i32.const {k})) {covering.cell('column')})"
            )
            code.set_i32(dy=get("dy_row"), cell=first)
            weights = {
                f"w{n}": strided_address(bundle.weight, (get("cell"), bundle.tap))
                for n, bundle in enumerate(self.bundles)
            }
            code.set_i32(**weights)
            strides = {f"w{n}": s * bundle.tap for n, bundle in enumerate(self.bundles)}
            with code.repeat(covering.count("column"), dy=-dy.cell, **strides):
                yield
            code.line("))")
        code.line("))")
