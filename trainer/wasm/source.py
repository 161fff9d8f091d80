"""How images are given to the engine, and read into the input of its first layer.

For single steps they are float32 inputs (H, W) of one map. For batches, of which there may be very
many, they are the bytes of pictures, and a table says what number each byte stands for.
"""

from dataclasses import dataclass

from trainer.networks.input import Input
from trainer.wasm.memory import Maps, Memory, store_maps
from trainer.wasm.wat import FLOAT, LANES, VECTOR, Code, add, constant, get, i32, load, splat

BYTES = 256
"""Entries of the table."""


@dataclass(frozen=True)
class Source:
    """Images that are read into ``x``; ``size`` bytes each."""

    x: Maps
    size: int

    def functions(self) -> list[Code]:
        """Emit ``read(image)`` and what it needs."""
        raise NotImplementedError


class Floats(Source):
    """Float32 inputs of one map."""

    def functions(self) -> list[Code]:
        """Emit ``read``."""
        x, code = self.x, Code("read", "(param $image i32)")
        if x.used > 1:
            raise ValueError("the engine takes steps on single images of one map only")
        code.set_i32(x=x.address)
        with code.loop(x.height * x.width // LANES, x=LANES * x.pitch, image=VECTOR):
            code.set("x4", load("image", 0))
            store_maps(code, x, "x", "x4")
        return [code]


class Pictures(Source):
    """Bytes of pictures, without the margin; ``table`` is the address of what they stand for."""

    def __init__(self, x: Maps, given: Input, memory: Memory) -> None:
        super().__init__(x, given.size**2)
        self.given = given
        self.table = memory.allocate(BYTES * FLOAT)
        self.spread = memory.allocate(BYTES * VECTOR)

    def functions(self) -> list[Code]:
        """Emit ``read`` and ``set_table()``."""
        return [self._set_table(), self._read()]

    def _set_table(self) -> Code:
        """Emit ``set_table()``: take on the table; the margin is what byte 0 stands for."""
        x, code = self.x, Code("set_table", export=True)
        code.set_i32(table=self.table, spread=self.spread)
        with code.loop(BYTES, table=FLOAT, spread=VECTOR):
            number = splat("(f32.load (local.get $table))")
            code.store("spread", 0, add(number, constant(x.shift)))
        code.set_i32(x=x.address, entry=self.spread)
        with code.loop(x.height * x.width, x=x.cell):
            self._store(code)
        return code

    def _read(self) -> Code:
        """Emit ``read(image)``: look each byte up."""
        x, margin, size = self.x, self.given.margin, self.given.size
        code = Code("read", "(param $image i32)")
        code.set_i32(x=x.address + margin * (x.row + x.cell))
        with code.loop(size, x=x.row, image=size), code.loop(size, x=x.cell, image=1):
            entry = f"(i32.mul (i32.load8_u (local.get $image)) {i32(VECTOR)})"
            code.set_i32(entry=f"(i32.add {i32(self.spread)} {entry})")
            self._store(code)
        return code

    def _store(self, code: Code) -> None:
        """Append: store the entry at $entry in every channel at $x."""
        for channel in range(self.x.used):
            if self.x.spread:
                code.store("x", channel * VECTOR, load("entry", 0))
            else:
                number = f"(f32.load {get('entry')})"
                code.line(f"(f32.store offset={channel * FLOAT} {get('x')} {number})")
