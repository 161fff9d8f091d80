"""Rectifiers: where y = f(x) is above 0 the slope is 1, elsewhere 0 or the leak."""

from trainer.layers import LeakyReLU, ReLU
from trainer.wasm.layers.activation import ActivationEmitter
from trainer.wasm.wat import Code, get, mul


class ReLUEmitter(ActivationEmitter[ReLU]):
    """max(x, 0)."""

    def activate(self, code: Code, x: str) -> str:
        """Return max(x, 0)."""
        return f"(f32x4.pmax {self.constant(0)} {x})"

    def slope(self, y: str) -> str:
        """Return 1 where y > 0, else 0."""
        return f"(v128.and (f32x4.gt {y} {self.constant(0)}) {self.constant(1)})"


class LeakyReLUEmitter(ActivationEmitter[LeakyReLU]):
    """max(x, leak · x)."""

    def activate(self, code: Code, x: str) -> str:
        """Return max(x, leak · x)."""
        code.set("x4", x)
        return f"(f32x4.pmax {get('x4')} {mul(get('x4'), self.constant(self.layer.slope))})"

    def slope(self, y: str) -> str:
        """Return 1 where y > 0, else the leak."""
        positive = f"(f32x4.gt {y} {self.constant(0)})"
        return f"(v128.bitselect {self.constant(1)} {self.constant(self.layer.slope)} {positive})"
