"""Which groups of four output maps see the same input maps, and are computed together."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

GROUPS = 2
"""Groups computed together: each number of the input is loaded once for two products."""


@dataclass(frozen=True)
class Bundle:
    """Neighbouring inputs, and one or two groups that see all of them.

    Attributes:
        inputs: the input maps.
        groups: the groups of output maps.
        positions: where ``inputs`` begin among the inputs of each of these groups.

    """

    inputs: range
    groups: tuple[int, ...]
    positions: tuple[int, ...]


def bundles(sources: Sequence[tuple[int, ...]]) -> list[Bundle]:
    """Return bundles that hold each connection once; ``sources[g]`` are the inputs of group g."""

    def seen_by(source: int) -> tuple[int, ...]:
        return tuple(group for group, inputs in enumerate(sources) if source in inputs)

    inputs = range(max(map(max, sources)) + 1)
    found = []
    for groups, run in groupby(inputs, seen_by):
        members = list(run)
        for first in range(0, len(groups), GROUPS):
            together = groups[first : first + GROUPS]
            positions = tuple(sources[group].index(members[0]) for group in together)
            found.append(Bundle(range(members[0], members[-1] + 1), together, positions))
    return found
