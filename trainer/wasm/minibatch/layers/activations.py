"""Activation functions, element by element; in place where the next layer needs no padding."""

from trainer.layers import LeakyReLU, ReLU, ScaledTanh, Tanh
from trainer.wasm.memory import Memory
from trainer.wasm.minibatch.frame import in_frame
from trainer.wasm.minibatch.layers.emitter import AnyLayer, Emitter
from trainer.wasm.tanh import tanh
from trainer.wasm.wat import VECTOR, Code, constant, get, load, mul, sub


class ActivationEmitter(Emitter[AnyLayer]):
    """The base class: a function of each number, and its slope, computed from the output."""

    def build(self, parameters: Memory, frame: Memory, padding: int, padding_value: float) -> None:
        """Overwrite the input, or allocate an output with padding."""
        if padding:
            x = self.x
            self.y = frame.allocate_maps(x.height, x.width, x.used, padding, padding_value)
            self.dy = frame.allocate_maps(x.height, x.width, x.used)

    def forward(self, code: Code) -> None:
        """Y = f(X)."""
        x, y = self.x, self.y
        code.set_i32(x=in_frame(x.inside), y=in_frame(y.inside))
        with code.loop(x.height, x=x.row, y=y.row), code.loop(x.vectors, x=VECTOR, y=VECTOR):
            code.store("y", 0, self.activate(code, load("x", 0)))

    def backward(self, code: Code, input_gradient: bool) -> None:
        """dX = dY · f′(X), the slope from Y."""
        y, dx, dy = self.y, self.dx, self.dy
        code.set_i32(y=in_frame(y.inside), dy=in_frame(dy.inside), dx=in_frame(dx.inside))
        with (
            code.loop(y.height, y=y.row, dy=dy.row, dx=dx.row),
            code.loop(y.vectors, y=VECTOR, dy=VECTOR, dx=VECTOR),
        ):
            code.set("y4", load("y", 0))
            code.store("dx", 0, self.scale(code, load("dy", 0)))

    def activate(self, code: Code, x: str) -> str:
        """Return f(x)."""
        raise NotImplementedError

    def scale(self, code: Code, dy: str) -> str:
        """Return dy · f′(x), from $y4 = f(x)."""
        raise NotImplementedError


class TanhEmitter(ActivationEmitter[Tanh]):
    """tanh x."""

    def activate(self, code: Code, x: str) -> str:
        """Return tanh x."""
        return tanh(code, x)

    def scale(self, code: Code, dy: str) -> str:
        """Return dy · (1 − y²)."""
        return mul(dy, sub(constant(1), mul(get("y4"), get("y4"))))


class ScaledTanhEmitter(ActivationEmitter[ScaledTanh]):
    """1.7159 · tanh(2x/3)."""

    def activate(self, code: Code, x: str) -> str:
        """Return A · tanh(S · x)."""
        scaled = tanh(code, mul(x, constant(ScaledTanh.STEEPNESS)))
        return mul(scaled, constant(ScaledTanh.SCALE))

    def scale(self, code: Code, dy: str) -> str:
        """Return dy · (S·A − (S/A)·y²)."""
        steepness, scale = ScaledTanh.STEEPNESS, ScaledTanh.SCALE
        square = mul(mul(get("y4"), get("y4")), constant(steepness / scale))
        return mul(dy, sub(constant(steepness * scale), square))


class ReLUEmitter(ActivationEmitter[ReLU]):
    """max(x, 0)."""

    def activate(self, code: Code, x: str) -> str:
        """Return max(x, 0)."""
        return f"(f32x4.max {x} {constant(0)})"

    def scale(self, code: Code, dy: str) -> str:
        """Return dy where y > 0, else 0."""
        return f"(v128.and {dy} (f32x4.gt {get('y4')} {constant(0)}))"


class LeakyReLUEmitter(ActivationEmitter[LeakyReLU]):
    """max(x, slope · x)."""

    def activate(self, code: Code, x: str) -> str:
        """Return x where x > 0, else slope · x."""
        code.set("x4", x)
        return self._by_sign(get("x4"), get("x4"))

    def scale(self, code: Code, dy: str) -> str:
        """Return dy where y > 0, else slope · dy."""
        code.set("dy4", dy)
        return self._by_sign(get("dy4"), get("y4"))

    def _by_sign(self, value: str, sign: str) -> str:
        scaled = mul(value, constant(self.layer.slope))
        return f"(v128.bitselect {value} {scaled} (f32x4.gt {sign} {constant(0)}))"
