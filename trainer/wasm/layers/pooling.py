"""Pooling: each window of a map is replaced by its maximum or by its mean, four maps at a time."""

from typing import TypeVar

from trainer.layers import AveragePool, MaxPool
from trainer.wasm.emitter import Emitter, Wish
from trainer.wasm.memory import Gradient, Memory, store_maps
from trainer.wasm.updates import Backward
from trainer.wasm.wat import LANES, VECTOR, Code, add, constant, get, load, mul

AnyPool = TypeVar("AnyPool", MaxPool, AveragePool)


class PoolEmitter(Emitter[AnyPool]):
    """What both kinds share: the loops over windows, and where their cells lie."""

    def build(self, memory: Memory, wish: Wish) -> None:
        """Allocate the output and its gradient."""
        maps, height, width = self.layer.out_shape
        self.y = memory.allocate_maps(height, width, maps, spread=wish.spread, shift=wish.shift)
        self.gradient = memory.allocate_maps(height, width, maps)
        self.dy = Gradient(self.gradient)
        size = range(self.layer.size)
        self.cells = [row * self.x.row + column * self.x.cell for row in size for column in size]

    def forward(self, code: Code) -> None:
        """Y = the maximum or the mean of the window."""
        x, y, size, vectors = self.x, self.y, self.layer.size, self.x.channels // LANES
        code.set_i32(x=x.address, y=y.address)
        with (
            code.loop(y.height, x=size * x.row, y=y.row),
            code.loop(y.width, x=size * x.cell, y=y.cell),
            code.loop(vectors, x=VECTOR, y=LANES * y.pitch),
        ):
            code.set("y4", self.pool([load("x", cell) for cell in self.cells]))
            store_maps(code, y, "y", "y4")

    def backward(self, code: Code, way: Backward) -> None:
        """dX: each window's gradient, shared out among its cells."""
        dx, dy, size, vectors = self.dx, self.gradient, self.layer.size, self.x.channels // LANES
        if dx is None:
            return
        code.set_i32(x=self.x.address, dy=dy.address, dx=dx.maps.address)
        row, cell = size * self.x.row, size * self.x.cell
        with (
            code.loop(dy.height, x=row, dx=row, dy=dy.row),
            code.loop(dy.width, x=cell, dx=cell, dy=dy.cell),
            code.loop(vectors, x=VECTOR, dx=VECTOR, dy=VECTOR),
        ):
            self.share(code, dx)

    def pool(self, cells: list[str]) -> str:
        """Return the window's value from those of its cells."""
        raise NotImplementedError

    def share(self, code: Code, dx: Gradient) -> None:
        """Append: store each cell's gradient; $x, $dy and $dx point at the window."""
        raise NotImplementedError


class MaxPoolEmitter(PoolEmitter[MaxPool]):
    """The maximum; its gradient goes to the first cell that has it."""

    def pool(self, cells: list[str]) -> str:
        """Return the largest."""
        largest, *others = cells
        for other in others:
            largest = f"(f32x4.pmax {largest} {other})"
        return largest

    def share(self, code: Code, dx: Gradient) -> None:
        """Append: what one cell takes is gone from $left, so that only the first gets it."""
        code.set("y4", self.pool([load("x", cell) for cell in self.cells]))
        code.set("left", load("dy", 0))
        for cell in self.cells:
            code.set("mask", f"(f32x4.eq {load('x', cell)} {get('y4')})")
            dx.store(code, "dx", cell, f"(v128.and {get('left')} {get('mask')})")
            code.set("left", f"(v128.andnot {get('left')} {get('mask')})")


class AveragePoolEmitter(PoolEmitter[AveragePool]):
    """The mean; each cell gets an equal share of its gradient."""

    def pool(self, cells: list[str]) -> str:
        """Return the mean."""
        total, *others = cells
        for other in others:
            total = add(total, other)
        return mul(total, constant(1 / len(cells)))

    def share(self, code: Code, dx: Gradient) -> None:
        """Append: an equal share for each."""
        code.set("part", mul(load("dy", 0), constant(1 / len(self.cells))))
        for cell in self.cells:
            dx.store(code, "dx", cell, get("part"))
