"""Frames: the memory of the images that are worked on at once."""

from dataclasses import dataclass

from trainer.wasm.memory import Memory
from trainer.wasm.wat import VECTOR, i32

IMAGES = 4
"""Images at once: with two vectors of units, eight sums that are kept in registers."""


@dataclass
class Frames:
    """``IMAGES`` frames, one after the other.

    Attributes:
        layout: the offsets of the arrays in a frame, which starts with a vector of its own.
        size: bytes of a frame; known once all arrays are allocated (:meth:`place`).
        address: that of the first frame.

    """

    layout: Memory
    size: int = 0
    address: int = 0

    def place(self, memory: Memory) -> None:
        """Allocate the frames, an odd number of cache lines apart so that they do not collide."""
        lines = -(-self.layout.top // 64)
        self.size = 64 * (lines + 1 - lines % 2)
        self.address = memory.allocate(IMAGES * self.size + VECTOR)


def gradient_of(parameter: str) -> str:
    """Return the address of a parameter's gradient, in the region that is added up in now."""
    return f"(i32.add (global.get $gradient_offset) {parameter})"


def in_frame(offset: int) -> str:
    """Return the expression for an address in the frame of the function's parameter."""
    return f"(i32.add (local.get $frame) {i32(offset)})"
