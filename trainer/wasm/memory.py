"""The layout of the engine's memory: fixed addresses, allocated one after another."""

from dataclasses import dataclass, replace

from trainer.wasm.wat import FLOAT, LANES, VECTOR


@dataclass(frozen=True)
class Maps:
    """An array of maps, channels last: ``(H + 2·padding, W + 2·padding, C)`` float32.

    A vector of F numbers is ``(1, 1, F)``. C is 1 or a multiple of four; the channels from
    ``used`` on are always zero.
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
        """The stride of columns: bytes of one position, all its channels."""
        return self.channels * FLOAT

    @property
    def row(self) -> int:
        """The stride of rows, in bytes."""
        return (self.width + 2 * self.padding) * self.cell

    @property
    def inside(self) -> int:
        """The address of the first position that is not padding."""
        return self.address + self.padding * (self.row + self.cell)

    @property
    def vectors(self) -> int:
        """The number of vectors in a row, without padding."""
        return self.width * self.channels // LANES

    @property
    def size(self) -> int:
        """The number of bytes, padding included."""
        return (self.height + 2 * self.padding) * self.row


class Memory:
    """An allocator of fixed addresses.

    Attributes:
        top: the first free address.
        data: addresses and bytes of what is in memory from the start.
        padded: arrays of maps with a padding value other than 0.

    """

    def __init__(self) -> None:
        self.top = VECTOR
        self.data: list[tuple[int, bytes]] = []
        self.padded: list[Maps] = []

    def allocate(self, size: int) -> int:
        """Allocate ``size`` bytes, aligned to a vector, and return their address."""
        address = self.top
        self.top += -(-size // VECTOR) * VECTOR
        return address

    def allocate_data(self, data: bytes) -> int:
        """Allocate memory that holds ``data`` from the start, and return its address."""
        address = self.allocate(len(data))
        self.data.append((address, data))
        return address

    def allocate_maps(
        self,
        height: int,
        width: int,
        channels: int,
        padding: int = 0,
        padding_value: float = 0.0,
    ) -> Maps:
        """Allocate maps, or a vector (1, 1, channels), with channels rounded up to vectors."""
        used = channels
        if channels > 1:
            channels = -(-channels // LANES) * LANES
        maps = Maps(0, height, width, channels, used, padding, padding_value)
        maps = replace(maps, address=self.allocate(maps.size))
        if padding and padding_value:
            self.padded.append(maps)
        return maps
