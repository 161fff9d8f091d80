"""Where everything lies in the engine's memory: fixed addresses, given out one after another."""

from dataclasses import dataclass

from trainer.wasm.wat import FLOAT, LANES, VECTOR


@dataclass(frozen=True)
class Maps:
    """A block of maps, channels last: ``(H + 2·padding, W + 2·padding, C)`` float32.

    A vector of F numbers is ``(1, 1, F)``. Where C is more than 1 it is a multiple of four; the
    channels beyond ``used`` are always zero.
    """

    address: int
    height: int
    width: int
    channels: int
    used: int
    padding: int = 0
    padding_value: float = 0.0

    @property
    def cell(self) -> int:
        """Bytes from one position to the next in its row: all channels."""
        return self.channels * FLOAT

    @property
    def row(self) -> int:
        """Bytes from one row to the next."""
        return (self.width + 2 * self.padding) * self.cell

    @property
    def inside(self) -> int:
        """Address of the first position that is not padding."""
        return self.address + self.padding * (self.row + self.cell)

    @property
    def vectors(self) -> int:
        """Vectors in a row, without padding."""
        return self.width * self.channels // LANES

    @property
    def size(self) -> int:
        """Bytes, padding included."""
        return (self.height + 2 * self.padding) * self.row


class Memory:
    """Gives out addresses."""

    def __init__(self) -> None:
        self.top = VECTOR
        self.data: list[tuple[int, bytes]] = []
        self.padded: list[Maps] = []

    def take(self, size: int) -> int:
        """``size`` bytes, at a vector's boundary."""
        address = self.top
        self.top += -(-size // VECTOR) * VECTOR
        return address

    def put(self, data: bytes) -> int:
        """Bytes that stand in memory from the start."""
        address = self.take(len(data))
        self.data.append((address, data))
        return address

    def maps(
        self,
        height: int,
        width: int,
        channels: int,
        padding: int = 0,
        padding_value: float = 0.0,
    ) -> Maps:
        """A block for maps or for a vector, with its channels rounded up to whole vectors."""
        used = channels
        if channels > 1:
            channels = -(-channels // LANES) * LANES
        block = Maps(0, height, width, channels, used, padding, padding_value)
        block = Maps(self.take(block.size), height, width, channels, used, padding, padding_value)
        if padding and padding_value:
            self.padded.append(block)
        return block
