"""What activations share: an output, and a slope that the layer after it multiplies its dX by."""

from trainer.wasm.emitter import AnyLayer, Emitter, Wish
from trainer.wasm.memory import Gradient, Memory, square, store_maps
from trainer.wasm.wat import LANES, VECTOR, Code, get, load


class ActivationEmitter(Emitter[AnyLayer]):
    """A function of each number, of which a subclass returns the value and the slope."""

    def build(self, memory: Memory, wish: Wish) -> None:
        """Allocate an output of the input's shape, and its slope."""
        x, self.constant = self.x, memory.constant
        self.y = memory.allocate_maps(
            x.height, x.width, x.used, spread=wish.spread, shift=wish.shift
        )
        self.slopes = memory.allocate_maps(x.height, x.width, x.used)
        if self.dx is None or self.dx.slope is not None:
            raise ValueError(f"{self.layer.name}: the engine needs a layer with weights before it")
        self.dy = Gradient(self.dx.maps, self.slopes)

    def forward(self, code: Code) -> None:
        """Y = f(X), and f′(X), which is computed from Y."""
        y = self.y
        code.set_i32(x=self.x.address, y=y.address, slope=self.slopes.address)
        with code.loop(y.vectors, x=VECTOR, y=LANES * y.pitch, slope=VECTOR):
            code.set("y4", self.activate(code, load("x", 0)))
            code.store("slope", 0, self.slope(get("y4")))
            store_maps(code, y, "y", "y4")

    def square(self, code: Code) -> None:
        """f′(X) ← f′(X)²."""
        square(code, self.slopes)

    def activate(self, code: Code, x: str) -> str:
        """Return f(x)."""
        raise NotImplementedError

    def slope(self, y: str) -> str:
        """Return f′(x), from y = f(x)."""
        raise NotImplementedError
