"""Pooling: windows of 2×2 and larger, four maps in a vector."""

from typing import TypeVar

from trainer.layers import AveragePool, MaxPool
from trainer.layers.pooling import Pool
from trainer.wasm.memory import Maps, Memory
from trainer.wasm.minibatch.frame import in_frame
from trainer.wasm.minibatch.layers.emitter import Emitter
from trainer.wasm.wat import VECTOR, Code, add, constant, get, load, mul

AnyPool = TypeVar("AnyPool", bound=Pool)


class PoolEmitter(Emitter[AnyPool]):
    """The base class of both kinds: the arrays, and the loop over the windows."""

    def build(self, parameters: Memory, frame: Memory, padding: int, padding_value: float) -> None:
        """Allocate the outputs."""
        maps, height, width = self.layer.out_shape
        self.y = frame.allocate_maps(height, width, maps, padding, padding_value)
        self.dy = frame.allocate_maps(height, width, maps)

    def _cells(self, x: Maps) -> list[int]:
        """Return the offsets of a window's cells."""
        size = range(self.layer.size)
        return [row * x.row + column * x.cell for row in size for column in size]

    def _windows(self, code: Code, **arrays: Maps) -> None:
        """Append pointers to the arrays, by name, of which x and dx advance by a window."""
        code.set_i32(**{name: in_frame(maps.inside) for name, maps in arrays.items()})

    def _strides(self, of: str, arrays: dict[str, Maps]) -> dict[str, int]:
        """Return the strides of rows or of columns of windows."""
        size = self.layer.size
        return {
            name: (size if name in ("x", "dx") else 1) * int(getattr(maps, of))
            for name, maps in arrays.items()
        }

    def forward(self, code: Code) -> None:
        """Y = the windows' maxima or means."""
        arrays = {"x": self.x, "y": self.y}
        self._windows(code, **arrays)
        with (
            code.loop(self.y.height, **self._strides("row", arrays)),
            code.loop(self.y.width, **self._strides("cell", arrays)),
            code.loop(self.y.channels * 4 // VECTOR, x=VECTOR, y=VECTOR),
        ):
            self.reduce(code)

    def backward(self, code: Code, input_gradient: bool) -> None:
        """dX, from dY and for maxima from X and Y."""
        arrays = {"x": self.x, "y": self.y, "dx": self.dx, "dy": self.dy}
        self._windows(code, **arrays)
        with (
            code.loop(self.y.height, **self._strides("row", arrays)),
            code.loop(self.y.width, **self._strides("cell", arrays)),
            code.loop(self.y.channels * 4 // VECTOR, x=VECTOR, y=VECTOR, dx=VECTOR, dy=VECTOR),
        ):
            self.distribute(code)

    def reduce(self, code: Code) -> None:
        """Append: the vector at $y ← what becomes of the window at $x."""

    def distribute(self, code: Code) -> None:
        """Append: the window at $dx ← the gradient at $dy."""


class MaxPoolEmitter(PoolEmitter[MaxPool]):
    """The maximum; of equal values the first gets the gradient."""

    def reduce(self, code: Code) -> None:
        """Append: y ← max of the window."""
        first, *others = self._cells(self.x)
        code.set("largest", load("x", first))
        for cell in others:
            code.set("largest", f"(f32x4.max {get('largest')} {load('x', cell)})")
        code.store("y", 0, get("largest"))

    def distribute(self, code: Code) -> None:
        """Append: each cell that equals y takes what is left of dy."""
        code.set("left", load("dy", 0))
        code.set("y4", load("y", 0))
        for cell, target in zip(self._cells(self.x), self._cells(self.dx), strict=True):
            code.set("equal", f"(f32x4.eq {load('x', cell)} {get('y4')})")
            code.store("dx", target, f"(v128.and {get('left')} {get('equal')})")
            code.set("left", f"(v128.andnot {get('left')} {get('equal')})")


class AveragePoolEmitter(PoolEmitter[AveragePool]):
    """The mean."""

    def reduce(self, code: Code) -> None:
        """Append: y ← mean of the window."""
        first, *others = self._cells(self.x)
        code.set("sum", load("x", first))
        for cell in others:
            code.set("sum", add(get("sum"), load("x", cell)))
        code.store("y", 0, mul(get("sum"), constant(1 / self.layer.size**2)))

    def distribute(self, code: Code) -> None:
        """Append: every cell gets an equal share of dy."""
        code.set("share", mul(load("dy", 0), constant(1 / self.layer.size**2)))
        for target in self._cells(self.dx):
            code.store("dx", target, get("share"))
