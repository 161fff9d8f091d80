"""Conv: forward, above its backward pass, whose three parts are in ``conv_gradients.py``.

Rows, blocks, taps' rows and inputs are loops. A block's columns and a row's taps are written out,
so that what lies in the padding is left out. Each number of the input that is loaded meets two
weights, each weight the units of a block.
"""

from trainer.wasm.layers import windows
from trainer.wasm.layers.connections import Bundle
from trainer.wasm.layers.conv_gradients import input_gradient, step_biases, step_weights
from trainer.wasm.layers.conv_layout import SUMS, ConvLayout
from trainer.wasm.memory import square
from trainer.wasm.updates import Backward
from trainer.wasm.wat import VECTOR, Code, add, constant, get, i32, load, load_at, mul

PARTS = 5
"""Partial sums of a kernel's weights, so that no addition waits for the one before it."""


class ConvEmitter(ConvLayout):
    """Strided convolution with padding, a connection table and a bias for each unit or map."""

    def forward(self, code: Code) -> None:
        """Y = W · patches + b, bundle after bundle: later ones add to what earlier ones summed."""
        if self.x.shift:
            self._sum_weights(code)
        begun: set[int] = set()
        for bundle in self.bundles:
            code.comment(f"inputs {bundle.inputs}, groups {bundle.groups}")
            self._forward(code, bundle, begun)
            begun |= set(bundle.groups)

    def _sum_weights(self, code: Code) -> None:
        """Append: what undoes the input's shift, −shift · Σw for each group."""
        count, rest = divmod(self.group_size // VECTOR, PARTS)
        for group in self.groups:
            for n in range(PARTS):
                code.set(f"s{n}", constant(0))
            code.set_i32(w=self.weight + group * self.group_size)
            with code.repeat(i32(count), w=PARTS * VECTOR):
                for n in range(PARTS):
                    code.accumulate(f"s{n}", load("w", n * VECTOR))
            for n in range(rest):
                code.accumulate(f"s{n}", load("w", n * VECTOR))
            total = get("s0")
            for n in range(1, PARTS):
                total = add(total, get(f"s{n}"))
            code.set_i32(start=self.start)
            code.store("start", group * VECTOR, mul(total, constant(-self.x.shift)))

    def _first_value(self, group: int, bias: str) -> str:
        """Return what a unit's sum begins with: its bias, and what undoes the shift."""
        if not self.x.shift:
            return bias
        return add(bias, load_at(self.start + group * VECTOR))

    def _forward(self, code: Code, bundle: Bundle, begun: set[int]) -> None:
        """Append: sums over a bundle's inputs, for blocks of units of a row."""
        y, bias, columns = self.y, self.bias, self.columns
        row, cell = (bias.row, bias.cell) if self.per_unit else (0, 0)
        code.set_i32(y=y.address, b=bias.address)
        with self.each_row(code, self.unit_rows, self.rows.units, y=y.row, b=row):
            for block in windows.unit_blocks(columns, SUMS // len(bundle.groups)):
                units = list(block.members)
                sums = [(n, g, unit) for n, g in enumerate(bundle.groups) for unit in units]
                left = columns.input(units[0], columns.taps(units[0])[0])
                start = left * self.x.cell + bundle.inputs[0] * self.x.pitch
                code.set_i32(x_block=f"(i32.add {get('first')} {i32(start)})")
                further = block.count * columns.stride * self.x.cell
                with code.loop(
                    block.times, x_block=further, y=block.count * y.cell, b=block.count * cell
                ):
                    for n, group, unit in sums:
                        value = load("y", unit * y.cell + group * VECTOR)
                        if group not in begun:
                            bias4 = load("b", unit * cell + group * VECTOR)
                            value = self._first_value(group, bias4)
                        code.set(f"y{n}_{unit}", value)
                    code.set_i32(x_row=get("x_block"), w_row=get("second"))
                    with (
                        code.sums(),
                        code.repeat(get("count"), x_row=self.x.row, w_row=self.kernel_row),
                    ):
                        code.set_i32(x=get("x_row"), w=get("w_row"))
                        with code.loop(len(bundle.inputs), x=self.x.pitch, w=VECTOR):
                            self._products(code, bundle, units, left)
                    for n, group, unit in sums:
                        code.store("y", unit * y.cell + group * VECTOR, get(f"y{n}_{unit}"))

    def _products(self, code: Code, bundle: Bundle, units: list[int], left: int) -> None:
        """Append: the products of an input map and a kernel's row."""
        columns = self.columns
        for tap in range(columns.kernel):
            seen = [unit for unit in units if tap in columns.taps(unit)]
            for n in range(len(bundle.groups)):
                if seen:
                    code.set(f"w{n}_4", load("w", self.place(bundle, n, tap)))
            for unit in seen:
                code.set("x4", load("x", (columns.input(unit, tap) - left) * self.x.cell))
                for n in range(len(bundle.groups)):
                    code.accumulate(f"y{n}_{unit}", mul(get("x4"), get(f"w{n}_4")))
            if seen:
                code.settle()

    def square(self, code: Code) -> None:
        """X ← X²."""
        square(code, self.x)

    def backward(self, code: Code, way: Backward) -> None:
        """dX, with the weights of the forward pass, then the step of weights and biases."""
        if self.dx is not None:
            input_gradient(self, code, self.dx, way)
        step_biases(self, code, way)
        for bundle in self.bundles:
            code.comment(f"inputs {bundle.inputs}, groups {bundle.groups}")
            step_weights(self, code, bundle, way)
