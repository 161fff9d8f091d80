"""The kernels of a convolution in the engine's layout.

The kernels of a *bundle* of groups of four maps that see the same input maps are stored as
``(k, k, inputs, groups, 4)``: what a block of sums needs of a cell of the kernel lies together.
"""

from dataclasses import dataclass

from trainer.layers import Conv
from trainer.wasm.emitter import Tensor
from trainer.wasm.memory import Memory
from trainer.wasm.wat import FLOAT, LANES, VECTOR


@dataclass(frozen=True)
class Bundle:
    """Groups of four maps that see the same input maps.

    ``first``: the first group; ``groups``: how many; ``sources``: the input maps; ``weight``: the
    address of the kernels.
    """

    first: int
    groups: int
    sources: tuple[int, ...]
    weight: int

    @property
    def tap(self) -> int:
        """Bytes of the weights of one cell of the kernel."""
        return len(self.sources) * self.groups * VECTOR

    def at(self, source: int, group: int) -> int:
        """Return the offset of a vector of weights from the first of its cell."""
        return (source * self.groups + group) * VECTOR


def allocate_bundles(layer: Conv, parameters: Memory) -> list[Bundle]:
    """Allocate the kernels of a layer; raise ValueError where a group's maps see others."""
    table, area = layer.table, layer.kernel**2
    if any(row != table[m - m % LANES] for m, row in enumerate(table)):
        raise ValueError(
            f"{layer.name}: the engine needs maps in groups of four that see the same input maps; "
            "train it with NumPy"
        )
    sources = [table[first] for first in range(0, layer.maps, LANES)]
    bundles: list[Bundle] = []
    first = 0
    while first < len(sources):
        alike = next((n for n, row in enumerate(sources[first:]) if row != sources[first]), None)
        most = len(sources) - first if alike is None else alike
        groups = next(n for n in (4, 2, 1) if n <= most)
        weight = parameters.allocate(area * len(sources[first]) * groups * VECTOR)
        bundles.append(Bundle(first, groups, sources[first], weight))
        first += groups
    return bundles


def weight_tensors(layer: Conv, bundles: list[Bundle]) -> list[Tensor]:
    """Return the kernels, map by map: a map's weights are lanes of vectors that are apart."""
    k, inputs = layer.kernel, len(layer.table[0])
    tensors = []
    for m in range(layer.maps):
        group, lane = divmod(m, LANES)
        bundle = next(b for b in bundles if b.first <= group < b.first + b.groups)
        address = bundle.weight + (group - bundle.first) * VECTOR + lane * FLOAT
        source, tap = bundle.groups * LANES, bundle.tap // FLOAT
        axes = ((inputs, k * k, source), (k, k, k * tap), (k, 1, tap))
        tensors.append(Tensor("weight", address, axes))
    return tensors
