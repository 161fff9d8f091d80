"""Which inputs units see, and which maps are computed together: nothing twice, nothing left out."""

from itertools import product

import pytest

from trainer.layers import Conv
from trainer.wasm.layers.connections import bundles
from trainer.wasm.layers.windows import Block, Window, columns, cut, input_blocks, rows, unit_blocks

WINDOWS = [
    Window(16, 5, 2, 2, 8),
    Window(8, 5, 2, 2, 4),
    Window(32, 5, 1, 0, 28),
    Window(14, 5, 1, 0, 10),
    Window(9, 3, 1, 1, 9),
    Window(10, 3, 3, 0, 3),
]


def connections(window: Window) -> set[tuple[int, int, int]]:
    """Return (unit, tap, input) by definition."""
    each = product(range(window.units), range(window.kernel), range(window.size))
    return {c for c in each if c[2] == window.stride * c[0] + c[1] - window.padding}


def members(block: Block) -> list[int]:
    """Return all positions of a block and of its repetitions."""
    step = block.step * block.count
    return [first + time * step for time in range(block.times) for first in block.members]


@pytest.mark.parametrize("window", WINDOWS)
def test_taps_and_units_are_those_of_the_definition(window: Window) -> None:
    expected = connections(window)
    units, inputs = range(window.units), range(window.size)
    assert {(u, t, window.input(u, t)) for u in units for t in window.taps(u)} == expected
    taps = range(window.kernel)
    assert {(u, t, window.input(u, t)) for t in taps for u in window.units_at(t)} == expected
    seen = {
        (u, i + window.padding - window.stride * u, i) for i in inputs for u in window.units_of(i)
    }
    assert seen == expected


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("most", [1, 2, 4, 5])
def test_blocks_hold_each_position_once_and_repeat_what_is_alike(window: Window, most: int) -> None:
    units = unit_blocks(window, most)
    assert sorted(p for block in units for p in members(block)) == list(range(window.units))
    for block in units:
        step = block.count
        for first, time in product(block.members, range(block.times)):
            assert window.taps(first) == window.taps(first + time * step)
    inputs = input_blocks(window, most)
    assert sorted(p for block in inputs for p in members(block)) == list(range(window.size))
    for block in inputs:
        for first, time in product(block.members, range(block.times)):
            here, there = (
                window.units_of(first),
                window.units_of(first + time * block.step * block.count),
            )
            assert [unit + time * block.count for unit in here] == list(there)


def test_pieces_are_few_and_alike() -> None:
    assert [len(piece) for piece in cut(range(10), 4)] == [3, 3, 4]
    assert [len(piece) for piece in cut(range(8), 4)] == [4, 4]
    assert [len(piece) for piece in cut(range(3), 4)] == [3]


def test_the_windows_of_a_layer() -> None:
    conv = Conv("c", maps=4, kernel=5, stride=2, padding=2)
    conv.build((1, 16, 8))
    assert rows(conv) == Window(16, 5, 2, 2, 8)
    assert columns(conv) == Window(8, 5, 2, 2, 4)


@pytest.mark.parametrize(
    "sources",
    [
        [(0, 1, 2, 3, 4, 5, 6, 7), (4, 5, 6, 7, 8, 9, 10, 11), (0, 1, 2, 3, 8, 9, 10, 11)],
        [tuple(range(12))] * 3,
        [(0,)] * 3,
        [tuple(range(6))] * 4,
        [(0, 1), (2, 3)],
    ],
)
def test_bundles_hold_each_connection_once(sources: list[tuple[int, ...]]) -> None:
    found = []
    for bundle in bundles(sources):
        assert 1 <= len(bundle.groups) <= 2
        for group, position in zip(bundle.groups, bundle.positions, strict=True):
            own = sources[group][position : position + len(bundle.inputs)]
            assert own == tuple(bundle.inputs)
            found += [(group, source) for source in bundle.inputs]
    assert sorted(found) == [(g, s) for g, own in enumerate(sources) for s in own]
