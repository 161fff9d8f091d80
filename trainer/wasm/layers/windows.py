"""Which inputs a convolution's units see, in one dimension: the same for rows and for columns.

What lies in the padding is left out: a unit at the edge has fewer taps. Unit ``u`` sees, at tap
``t`` of the kernel, the input ``stride · u + t − padding``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from trainer.layers import Conv


@dataclass(frozen=True)
class Window:
    """A convolution in one dimension: ``units`` of ``kernel`` taps over ``size`` inputs."""

    size: int
    kernel: int
    stride: int
    padding: int
    units: int

    def input(self, unit: int, tap: int) -> int:
        """Return the input that a unit sees at a tap."""
        return self.stride * unit + tap - self.padding

    @property
    def covered(self) -> bool:
        """Whether each unit sees an input, and each input is seen by a unit."""
        seen = all(self.units_of(position) for position in range(self.size))
        return seen and all(self.taps(unit) for unit in range(self.units))

    def taps(self, unit: int) -> range:
        """Return the taps at which a unit sees an input."""
        first = max(0, -self.input(unit, 0))
        return range(first, min(self.kernel, self.size - self.input(unit, 0)))

    def units_at(self, tap: int) -> range:
        """Return the units that see an input at a tap."""
        units = [unit for unit in range(self.units) if tap in self.taps(unit)]
        return range(units[0], units[-1] + 1)

    def units_of(self, position: int) -> range:
        """Return the units that see an input; at ``position + padding − stride · unit``."""
        units = [
            unit
            for unit in range(self.units)
            if 0 <= position + self.padding - self.stride * unit < self.kernel
        ]
        return range(units[0], units[-1] + 1) if units else range(0)


@dataclass(frozen=True)
class Block:
    """Neighbours computed together, ``times`` such blocks in a row, each with the same pattern.

    Attributes:
        first, step, count: the positions ``first + step · i`` of the first block's members.
        times: the number of blocks, each ``step · count`` further.

    """

    first: int
    step: int
    count: int
    times: int

    @property
    def members(self) -> range:
        """The positions of the first block's members."""
        return range(self.first, self.first + self.step * self.count, self.step)


def columns(layer: Conv) -> Window:
    """Return a layer's window of a row."""
    (_, _, size), (_, _, units) = layer.in_shape, layer.out_shape
    return Window(size, layer.kernel, layer.stride, layer.padding, units)


def rows(layer: Conv) -> Window:
    """Return a layer's window of a column."""
    (_, size, _), (_, units, _) = layer.in_shape, layer.out_shape
    return Window(size, layer.kernel, layer.stride, layer.padding, units)


def cut(members: Sequence[int], most: int) -> list[Sequence[int]]:
    """Cut into as few pieces of at most ``most`` as there can be, as equal as they can be."""
    pieces = -(-len(members) // most)
    ends = [len(members) * n // pieces for n in range(pieces + 1)]
    return [members[start:stop] for start, stop in pairwise(ends)]


def unit_blocks(window: Window, most: int) -> list[Block]:
    """Cut the units into blocks of at most ``most``; neighbours whose taps are alike are one."""

    def pattern(members: Sequence[int]) -> Sequence[range]:
        return [window.taps(unit) for unit in members]

    return _merged(cut(range(window.units), most), 1, pattern)


def input_blocks(window: Window, most: int) -> list[Block]:
    """Cut the inputs into blocks of at most ``most``, a stride apart: their taps are alike."""

    def pattern(members: Sequence[int]) -> Sequence[Sequence[int]]:
        return [[u - m // window.stride for u in window.units_of(m)] for m in members]

    blocks = []
    for phase in range(window.stride):
        members = range(phase, window.size, window.stride)
        blocks += _merged(cut(members, most), window.stride, pattern)
    return blocks


def _merged(
    pieces: Sequence[Sequence[int]], step: int, pattern: Callable[[Sequence[int]], object]
) -> list[Block]:
    """Make blocks of pieces, one of neighbours with the same pattern."""
    alike = [list(group) for _, group in groupby(pieces, pattern)]
    return [Block(group[0][0], step, len(group[0]), len(group)) for group in alike]
