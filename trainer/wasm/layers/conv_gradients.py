"""The backward pass of a convolution: its input's gradient, its biases and its weights."""

from trainer.wasm.layers import windows
from trainer.wasm.layers.connections import Bundle
from trainer.wasm.layers.conv_layout import SUMS, ConvLayout
from trainer.wasm.memory import Gradient
from trainer.wasm.updates import Backward
from trainer.wasm.wat import FLOAT, LANES, VECTOR, Code, constant, get, i32, load, load_at, mul

WEIGHT_SUMS = 10
"""Sums of a block of weights: the five taps of a row for each of two groups."""


def input_gradient(conv: ConvLayout, code: Code, dx: Gradient, way: Backward) -> None:
    """dX = Wᵀ · dY, for two positions a stride apart and four input maps at a time.

    The four lanes of a sum belong to four output maps; they are added up in the end.
    """
    dy, maps, columns = conv.gradient, dx.maps, conv.columns
    for quad in range(0, maps.used, LANES):
        code.comment(f"inputs {quad}-{quad + LANES - 1}")
        code.set_i32(dx_row=maps.address)
        with conv.each_row(code, conv.input_rows, conv.rows.size, dx_row=maps.row):
            for block in windows.input_blocks(columns, SUMS // LANES):
                members = list(block.members)
                start = min(columns.units_of(position)[0] for position in members)
                code.set_i32(
                    dx=get("dx_row"), dy_block=f"(i32.add {get('first')} {i32(start * dy.cell)})"
                )
                with code.loop(
                    block.times,
                    dx=block.count * columns.stride * maps.cell,
                    dy_block=block.count * dy.cell,
                ):
                    for position in members:
                        for n in range(LANES):
                            code.set(f"x{position}_{n}", constant(0))
                    code.set_i32(dy=get("dy_block"), w=get("second"))
                    steps = {"dy": dy.row, "w": -columns.stride * conv.kernel_row}
                    with code.sums(), code.repeat(get("count"), **steps):
                        _products_of_positions(conv, code, way, members, quad, start)
                    for position in members:
                        sums = (f"x{position}_{n}" for n in range(LANES))
                        at = position * maps.cell + quad * FLOAT
                        dx.store(code, "dx", at, code.lane_sums(*sums))


def _products_of_positions(
    conv: ConvLayout, code: Code, way: Backward, members: list[int], quad: int, start: int
) -> None:
    """Append: the products of a unit row's gradients and a kernel row."""
    dy, columns, used = conv.gradient, conv.columns, conv.x.used
    inputs = range(min(LANES, used - quad))
    for group, sources in enumerate(conv.sources):
        if quad not in sources:
            continue
        for tap in range(columns.kernel):
            seen = {}
            for position in members:
                unit, rest = divmod(position + columns.padding - tap, columns.stride)
                if not rest and 0 <= unit < columns.units:
                    seen[position] = unit
            for position, unit in seen.items():
                at = (unit - start) * dy.cell + group * VECTOR
                code.set(f"dy{position}_4", load("dy", at))
            if not seen:
                continue
            for n in inputs:
                place = (sources.index(quad) + n) * VECTOR
                at = group * conv.group_size + tap * conv.tap + place
                code.set("w4", load("w", at + way.weights))
                for position in seen:
                    code.accumulate(f"x{position}_{n}", mul(get(f"dy{position}_4"), get("w4")))
            code.settle()


def step_biases(conv: ConvLayout, code: Code, way: Backward) -> None:
    """db = dY with a bias for each unit, ΣdY with one for each map; −shift · ΣdY is kept."""
    dy, bias, shift = conv.gradient, conv.bias, way.shift(conv.x.shift)
    code.set_i32(dy=dy.address, b=bias.address, sum=conv.bias_sum)
    for group in conv.groups:
        code.set(f"s{group}", constant(0))
    with code.loop(dy.height * dy.width, dy=dy.cell, b=bias.cell if conv.per_unit else 0):
        for group in conv.groups:
            code.set("dy4", load("dy", group * VECTOR))
            code.accumulate(f"s{group}", get("dy4"))
            if conv.per_unit:
                way.update.step(code, "b", group * VECTOR, get("dy4"))
    for group in conv.groups:
        if not conv.per_unit:
            way.update.step(code, "b", group * VECTOR, get(f"s{group}"))
        if shift:
            code.store("sum", group * VECTOR, mul(get(f"s{group}"), constant(-shift)))


def step_weights(conv: ConvLayout, code: Code, bundle: Bundle, way: Backward) -> None:
    """dW = dY · patchesᵀ − shift · ΣdY, for a block of taps and inputs at a time."""
    x, dy, columns = conv.x, conv.gradient, conv.columns
    most = WEIGHT_SUMS // len(bundle.groups)
    together = next(n for n in range(most, 0, -1) if len(bundle.inputs) % n == 0)
    code.set_i32(w_row=conv.weight)
    with conv.each_row(code, conv.tap_rows, columns.kernel, w_row=conv.kernel_row):
        for taps in windows.cut(range(columns.kernel), most // together):
            start = bundle.inputs[0] * x.pitch
            code.set_i32(x_input=f"(i32.add {get('first')} {i32(start)})", w=get("w_row"))
            with code.loop(
                len(bundle.inputs) // together, x_input=together * x.pitch, w=together * VECTOR
            ):
                sums = [
                    (n, tap, source)
                    for n in range(len(bundle.groups))
                    for tap in taps
                    for source in range(together)
                ]
                for n, tap, source in sums:
                    undo = load_at(conv.bias_sum + bundle.groups[n] * VECTOR)
                    code.set(f"w{n}_{tap}_{source}", undo if x.shift else constant(0))
                code.set_i32(x_row=get("x_input"), dy_row=get("second"))
                steps = {"x_row": columns.stride * x.row, "dy_row": dy.row}
                with code.sums(), code.repeat(get("count"), **steps):
                    for block in windows.unit_blocks(columns, SUMS):
                        _products_of_taps(conv, code, bundle, block, list(taps), together)
                for n, tap, source in sums:
                    at = conv.place(bundle, n, tap, source)
                    way.update.step(code, "w", at, get(f"w{n}_{tap}_{source}"))


def _products_of_taps(
    conv: ConvLayout, code: Code, bundle: Bundle, block: windows.Block, taps: list[int], inputs: int
) -> None:
    """Append: the products of a block of units with what they see at some taps."""
    x, dy, columns = conv.x, conv.gradient, conv.columns
    seen = {unit: [tap for tap in taps if tap in columns.taps(unit)] for unit in block.members}
    lefts = [columns.input(unit, own[0]) for unit, own in seen.items() if own]
    if not lefts:
        return
    left = min(lefts)
    code.set_i32(x=f"(i32.add {get('x_row')} {i32(left * x.cell)})", dy=get("dy_row"))
    further = {"x": block.count * columns.stride * x.cell, "dy": block.count * dy.cell}
    with code.loop(block.times, **further):
        for unit, own in seen.items():
            for n, group in enumerate(bundle.groups):
                if own:
                    code.set(f"dy{n}_4", load("dy", unit * dy.cell + group * VECTOR))
            for tap in own:
                for source in range(inputs):
                    at = (columns.input(unit, tap) - left) * x.cell + source * x.pitch
                    code.set("x4", load("x", at))
                    for n in range(len(bundle.groups)):
                        product = mul(get("x4"), get(f"dy{n}_4"))
                        code.accumulate(f"w{n}_{tap}_{source}", product)
            code.settle()
