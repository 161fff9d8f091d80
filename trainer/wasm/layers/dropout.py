"""Dropout: the masks of :mod:`trainer.layers.dropout`, number after number of each image."""

from trainer.layers import Dropout
from trainer.splitmix64 import GAMMA
from trainer.wasm import splitmix64
from trainer.wasm.emitter import Emitter, Wish
from trainer.wasm.memory import Gradient, Memory, store_maps
from trainer.wasm.wat import FLOAT, LANES, VECTOR, Code, constant, f32, get, load, mul


class DropoutEmitter(Emitter[Dropout]):
    """Y = X · mask; the mask is a slope, and outside training all ones.

    The global variable ``seed`` holds the seed of the pass; $position counts the pass's images.
    """

    @property
    def seed(self) -> str:
        """The name of the global variable."""
        return f"${self.layer.name}.seed"

    def build(self, memory: Memory, wish: Wish) -> None:
        """Allocate the output, and the mask, times the slope of an activation before it."""
        x = self.x
        self.y = memory.allocate_maps(
            x.height, x.width, x.used, spread=wish.spread, shift=wish.shift
        )
        self.slopes = memory.allocate_maps(x.height, x.width, x.used)
        self.before = self.dx.slope if self.dx else None
        self.dy = Gradient(self.dx.maps, self.slopes) if self.dx else None

    def forward(self, code: Code) -> None:
        """Draw a mask, and apply it."""
        y, slopes = self.y, self.slopes
        code.line("(if (global.get $training) (then")
        self._draw(code)
        code.line(") (else")
        code.set_i32(slope=slopes.address)
        with code.loop(slopes.vectors, slope=VECTOR):
            code.store("slope", 0, constant(1))
        code.line("))")
        code.set_i32(x=self.x.address, y=y.address, slope=slopes.address)
        code.set_i32(before=self.before.address if self.before else 0)
        with code.loop(y.vectors, x=VECTOR, y=LANES * y.pitch, slope=VECTOR, before=VECTOR):
            code.set("y4", mul(load("x", 0), load("slope", 0)))
            if self.before is not None:
                code.store("slope", 0, mul(load("slope", 0), load("before", 0)))
            store_maps(code, y, "y", "y4")

    def _draw(self, code: Code) -> None:
        """Append: the slopes ← 1 / (1 − share) or 0, channel by channel, row by row."""
        slopes, share = self.slopes, self.layer.share
        drawn = slopes.used * slopes.height * slopes.width * GAMMA % 2**64
        before = f"(i64.mul (global.get $position) (i64.const {drawn:#x}))"
        code.set("state", f"(i64.add (global.get {self.seed}) {before})", "i64")
        code.set_i32(slope=slopes.address)
        with (
            code.loop(slopes.used, slope=FLOAT),
            code.loop(slopes.height * slopes.width, slope=slopes.cell),
        ):
            splitmix64.advance(code)
            least = f"(i64.const {Dropout.threshold(share)})"
            kept = f"(i64.ge_u (i64.shr_u {get('z')} (i64.const 40)) {least})"
            code.line(f"(f32.store {get('slope')} (select {f32(1 / (1 - share))} {f32(0)} {kept}))")
