"""Flatten: Dense takes the order of its inputs from the maps' shape, so nothing is moved."""

from trainer.layers import Flatten
from trainer.wasm.memory import Memory
from trainer.wasm.minibatch.frame import in_frame
from trainer.wasm.minibatch.layers.emitter import Emitter
from trainer.wasm.wat import VECTOR, Code, load


class FlattenEmitter(Emitter[Flatten]):
    """No code, except where the gradient has the frame of zeros that a Conv needs."""

    def build(self, parameters: Memory, frame: Memory, padding: int, padding_value: float) -> None:
        """Allocate a gradient without padding."""
        if self.dx.padding:
            self.dy = frame.allocate_maps(self.dx.height, self.dx.width, self.dx.used)

    def backward(self, code: Code, input_gradient: bool) -> None:
        """Copy dY into dX, inside its padding."""
        dx, dy = self.dx, self.dy
        if dx is dy:
            return
        code.set_i32(dx=in_frame(dx.inside), dy=in_frame(dy.address))
        with (
            code.loop(dx.height, dx=dx.row, dy=dy.row),
            code.loop(dx.vectors, dx=VECTOR, dy=VECTOR),
        ):
            code.store("dx", 0, load("dy", 0))
