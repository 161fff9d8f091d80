"""The layout of the engine's memory: fixed addresses, allocated one after another."""

import struct
from dataclasses import dataclass, replace

from trainer.wasm.wat import (
    FLOAT,
    LANES,
    VECTOR,
    Code,
    add,
    constant,
    get,
    load,
    load_at,
    mul,
    shuffle,
    sub,
)


@dataclass(frozen=True)
class Maps:
    """An array of maps, channels last: ``(H, W, C)`` float32.

    A vector of F numbers is ``(1, 1, F)``. C is a multiple of four, or 1 if they are spread; the
    channels from ``used`` on are always zero.

    With ``spread`` each number is stored four times, in the lanes of a vector of its own, for
    layers that multiply it by four weights at once. Numbers are stored with ``shift`` added: what
    a convolution's padding holds is then 0, and need not be multiplied.
    """

    address: int
    height: int
    width: int
    channels: int
    used: int
    spread: bool = False
    shift: float = 0.0

    @property
    def vectors(self) -> int:
        """The number of vectors of four numbers."""
        return self.height * self.width * self.channels // LANES

    @property
    def pitch(self) -> int:
        """The stride of channels, in bytes."""
        return VECTOR if self.spread else FLOAT

    @property
    def cell(self) -> int:
        """The stride of columns: bytes of one position, all its channels."""
        return self.channels * self.pitch

    @property
    def row(self) -> int:
        """The stride of rows, in bytes."""
        return self.width * self.cell

    @property
    def size(self) -> int:
        """The number of bytes."""
        return self.height * self.row


@dataclass(frozen=True)
class Gradient:
    """Where the gradient with respect to a layer's input goes.

    An activation has no backward pass of its own: its slope, of the shape of ``maps``, multiplies
    the gradient where that is stored, which is then the one with respect to the activation's input.
    """

    maps: Maps
    slope: Maps | None = None

    def store(self, code: Code, pointer: str, offset: int, value: str) -> None:
        """Append: store four numbers at ``pointer + offset``, a place in ``maps``."""
        if self.slope is not None:
            slope = load(pointer, offset + self.slope.address - self.maps.address)
            value = mul(value, slope)
        code.store(pointer, offset, value)


class Memory:
    """An allocator of fixed addresses.

    Attributes:
        top: the first free address.
        parameters: the number of bytes of all parameters, which stand together from VECTOR on.
        data: addresses and bytes of what is in memory from the start.

    """

    def __init__(self, parameters: int = 0) -> None:
        """Begin after so many bytes of parameters; an allocator without any only counts them."""
        self.top = VECTOR + parameters
        self.parameters = 0
        self.data: list[tuple[int, bytes]] = []
        self._constants: dict[bytes, int] = {}

    def allocate(self, size: int) -> int:
        """Allocate ``size`` bytes, aligned to a vector, and return their address."""
        address = self.top
        self.top += -(-size // VECTOR) * VECTOR
        return address

    def allocate_parameters(self, size: int) -> int:
        """Allocate ``size`` bytes beside the other parameters, and return their address."""
        address = VECTOR + self.parameters
        self.parameters += -(-size // VECTOR) * VECTOR
        return address

    def allocate_data(self, data: bytes) -> int:
        """Allocate memory that holds ``data`` from the start, and return its address."""
        address = self.allocate(len(data))
        self.data.append((address, data))
        return address

    def constant(self, value: float) -> str:
        """Return a constant vector, loaded from memory.

        For loops with more constants than registers: V8 would make each anew in every turn.
        """
        data = struct.pack(f"<{LANES}f", *[value] * LANES)
        if data not in self._constants:
            self._constants[data] = self.allocate_data(data)
        return load_at(self._constants[data])

    def allocate_maps(
        self,
        height: int,
        width: int,
        channels: int,
        *,
        spread: bool = False,
        shift: float = 0.0,
        parameters: bool = False,
    ) -> Maps:
        """Allocate maps, or a vector (1, 1, channels), with channels rounded up to vectors."""
        used = channels
        if channels > 1 or not spread:
            channels = -(-channels // LANES) * LANES
        maps = Maps(0, height, width, channels, used, spread, shift)
        allocate = self.allocate_parameters if parameters else self.allocate
        return replace(maps, address=allocate(maps.size))


def store_maps(code: Code, maps: Maps, pointer: str, name: str) -> None:
    """Append: store four neighbouring channels, a variable, as ``maps`` wants them stored."""
    if maps.shift:
        code.set(name, add(get(name), constant(maps.shift)))
    if not maps.spread:
        code.store(pointer, 0, get(name))
        return
    for lane in range(LANES):
        code.store(pointer, lane * VECTOR, shuffle(get(name), get(name), (lane, lane, lane, lane)))


def square(code: Code, maps: Maps) -> None:
    """Append: square the numbers of maps in place; what is stored as 0, the shift, stays so.

    Of v, stored as s = v + shift, v² − shift² is stored: s · (s − 2·shift).
    """
    code.set_i32(x=maps.address)
    with code.loop(maps.size // VECTOR, x=VECTOR):
        code.set("x4", load("x", 0))
        code.store("x", 0, mul(get("x4"), sub(get("x4"), constant(2 * maps.shift))))
