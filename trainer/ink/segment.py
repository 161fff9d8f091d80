"""Segment a row of digits: group strokes by overlap, cut strokes in which two digits touch.

Work on bounding boxes and strokes, in pixels. ``site_template/ink/segment.js`` mirrors this file
to the bit: float64, only comparisons, + − × ÷, min and max, in the same order.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

from trainer.ink.raster import Stroke

MIN_OVERLAP = 0.4
"""Horizontal overlap, as a share of the narrower box, from which two strokes are one digit."""
MIN_BOX_WIDTH = 0.12
"""Narrower boxes count as this wide, a share of the row's height: the stem of a 4 or a 7."""
MAX_FRAGMENT_HEIGHT = 0.5
"""A box lower than this share of the typical height may be a fragment of a neighbouring digit."""
MAX_FRAGMENT_GAP = 0.3
"""Gap between a fragment and its digit, at most, as a share of the typical height."""
MAX_DIGIT_WIDTH = 1.4
"""A box wider than this share of the typical height holds two digits that touch."""
MIN_HEIGHT_OF_ROW = 0.5
"""Least typical height of a digit, as a share of the row's height."""
MIN_HEIGHT = 20.0
"""Least typical height of a digit in pixels."""
CUT_RANGE = 0.3, 0.7
"""Where two digits that touch may be cut apart: from and to, as shares of their width."""
CUT_STEPS = 40
"""Number of steps in which the cut is searched within ``CUT_RANGE``."""
OFF_CENTRE_COST = 2.0
"""Cost of a cut at the edge of the box, in crossed strokes; in proportion nearer the middle."""

Group = list[Stroke]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def segment(strokes: Sequence[Stroke]) -> list[Group]:
    """Group strokes into digits, from left to right, and cut strokes that join two digits."""
    groups, height = group_strokes(strokes)
    return [part for group in groups for part in _cut(group, height)]


def group_strokes(strokes: Sequence[Stroke]) -> tuple[list[Group], float]:
    """Group whole strokes by digit, from left to right; return the typical height as well."""
    groups = [[stroke] for stroke in strokes if len(stroke.points)]
    if not groups:
        return [], 0.0
    boxes = [bounding_box(group) for group in groups]
    row = max(bottom for *_, bottom in boxes) - min(top for _, top, _, _ in boxes)
    groups = _merge(groups, lambda a, b: _overlap(a, b, MIN_BOX_WIDTH * row) - MIN_OVERLAP)
    boxes = [bounding_box(group) for group in groups]
    heights = sorted(bottom - top for _, top, _, bottom in boxes)
    height = max(heights[len(heights) // 2], MIN_HEIGHT_OF_ROW * row, MIN_HEIGHT)
    return _merge(groups, lambda a, b: _fragment_affinity(a, b, height)), height


def bounding_box(group: Group) -> Box:
    """Return left, top, right and bottom of all points."""
    xs = [x for stroke in group for x, _ in stroke.points.tolist()]
    ys = [y for stroke in group for _, y in stroke.points.tolist()]
    return min(xs), min(ys), max(xs), max(ys)


def _merge(groups: list[Group], affinity: Callable[[Box, Box], float]) -> list[Group]:
    """Merge the pair of neighbours with the highest affinity until none is above 0."""
    while True:
        groups = sorted(groups, key=lambda group: bounding_box(group)[0] + bounding_box(group)[2])
        boxes = [bounding_box(group) for group in groups]
        best, highest = -1, 0.0
        for i in range(len(groups) - 1):
            value = affinity(boxes[i], boxes[i + 1])
            if value > highest:
                best, highest = i, value
        if best < 0:
            return groups
        groups[best : best + 2] = [groups[best] + groups[best + 1]]


def _overlap(a: Box, b: Box, min_width: float) -> float:
    """Return the horizontal overlap of two boxes as a share of the narrower one's width.

    A box narrower than ``min_width`` counts as that wide; without overlap the result is negative.
    """
    widths = [max(x1 - x0, min_width) for x0, _, x1, _ in (a, b)]
    centres = [(x0 + x1) / 2 for x0, _, x1, _ in (a, b)]
    right = min(centres[0] + widths[0] / 2, centres[1] + widths[1] / 2)
    left = max(centres[0] - widths[0] / 2, centres[1] - widths[1] / 2)
    return (right - left) / min(widths)


def _fragment_affinity(a: Box, b: Box, height: float) -> float:
    """Return how near a fragment is to its neighbour, 0 if the two are no single digit."""
    low = min(a[3] - a[1], b[3] - b[1]) < MAX_FRAGMENT_HEIGHT * height
    narrow = max(a[2], b[2]) - min(a[0], b[0]) < MAX_DIGIT_WIDTH * height
    gap = max(a[0], b[0]) - min(a[2], b[2])
    return MAX_FRAGMENT_GAP - gap / height if low and narrow else 0.0


def _cut(group: Group, height: float) -> list[Group]:
    """Cut a group wider than one digit where the fewest strokes cross, as near the middle."""
    x0, _, x1, _ = bounding_box(group)
    width = x1 - x0
    if width <= MAX_DIGIT_WIDTH * height:
        return [group]
    best, lowest = 0.0, float("inf")
    start, end = CUT_RANGE
    for i in range(CUT_STEPS + 1):
        x = x0 + width * (start + (end - start) * i / CUT_STEPS)
        offset = x - (x0 + x1) / 2
        crossed = sum(_crossings(stroke, x) for stroke in group)
        cost = crossed + OFF_CENTRE_COST * (offset if offset > 0 else -offset) / width
        if cost < lowest:
            best, lowest = x, cost
    left: Group = []
    right: Group = []
    for stroke in group:
        for points in _split(stroke.points.tolist(), best):
            leftmost = min(x for x, _ in points)
            (left if leftmost < best else right).append(Stroke.of(points, stroke.width))
    if not left or not right:
        return [group]
    return _cut(left, height) + _cut(right, height)


def _crossings(stroke: Stroke, at: float) -> int:
    """Count how often a stroke crosses the vertical line x = ``at``."""
    sides = [x < at for x, _ in stroke.points.tolist()]
    return sum(a != b for a, b in pairwise(sides))


def _split(points: list[list[float]], at: float) -> list[list[list[float]]]:
    """Split a path at the vertical line x = ``at``; the parts end on the line."""
    parts = [[points[0]]]
    for (ax, ay), (bx, by) in pairwise(points):
        if (ax < at) != (bx < at):
            on_line = [at, ay + (by - ay) * (at - ax) / (bx - ax)]
            parts[-1].append(on_line)
            parts.append([on_line])
        parts[-1].append([bx, by])
    return parts
