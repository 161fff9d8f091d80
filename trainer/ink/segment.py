"""A row of digits, cut into digits: whose strokes belong together, and where two touch.

``site_template/segment.js`` mirrors it: float64, only comparisons, + − × ÷, min and max.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

from trainer.ink.raster import Stroke

SHARED = 0.4
"""Strokes are one digit's if they share this part of the width of the narrower one …"""
THINNEST = 0.12
"""… which counts as at least this part of the row's height: a bar through a 4 or a 7."""
FRAGMENT = 0.5
"""What is lower than this part of the typical digit is a fragment of a neighbour …"""
NEAR = 0.3
"""… if that is no farther than this part of the typical height."""
WIDEST = 1.4
"""What is wider than this part of the typical height is two digits that touch."""
LOWEST = 20.0
"""No digit is taken to be lower than this, in pixels."""
INNER = 0.3, 0.7
"""Where two digits that touch may be cut apart, in parts of their width."""
CUTS = 40

Group = list[Stroke]
Box = tuple[float, float, float, float]


def segment(strokes: Sequence[Stroke]) -> list[Group]:
    """Return the strokes by digit, from left to right; strokes that join digits are cut."""
    groups, height = gather(strokes)
    return [piece for group in groups for piece in _cut(group, height)]


def gather(strokes: Sequence[Stroke]) -> tuple[list[Group], float]:
    """Return the whole strokes that belong together, left to right, and their usual height."""
    groups = [[stroke] for stroke in strokes if len(stroke.points)]
    if not groups:
        return [], 0.0
    row = max(box(group)[3] for group in groups) - min(box(group)[1] for group in groups)
    groups = _merge(groups, lambda a, b: _shared(a, b, THINNEST * row) - SHARED)
    heights = sorted(box(group)[3] - box(group)[1] for group in groups)
    height = max(heights[len(heights) // 2], row / 2, LOWEST)
    return _merge(groups, lambda a, b: _adopts(a, b, height)), height


def box(group: Group) -> Box:
    """Return left, top, right and bottom of all points."""
    xs = [x for stroke in group for x, _ in stroke.points.tolist()]
    ys = [y for stroke in group for _, y in stroke.points.tolist()]
    return min(xs), min(ys), max(xs), max(ys)


def _merge(groups: list[Group], liking: Callable[[Box, Box], float]) -> list[Group]:
    """Join the pair of neighbours that like each other most, again and again, while any do."""
    while True:
        groups = sorted(groups, key=lambda group: box(group)[0] + box(group)[2])
        boxes = [box(group) for group in groups]
        best, most = -1, 0.0
        for i in range(len(groups) - 1):
            like = liking(boxes[i], boxes[i + 1])
            if like > most:
                best, most = i, like
        if best < 0:
            return groups
        groups[best : best + 2] = [groups[best] + groups[best + 1]]


def _shared(a: Box, b: Box, thinnest: float) -> float:
    """Return what two boxes share of the narrower one's width; thin ones count as wider."""
    widths = [max(x1 - x0, thinnest) for x0, _, x1, _ in (a, b)]
    middles = [(x0 + x1) / 2 for x0, _, x1, _ in (a, b)]
    right = min(middles[0] + widths[0] / 2, middles[1] + widths[1] / 2)
    left = max(middles[0] - widths[0] / 2, middles[1] - widths[1] / 2)
    return (right - left) / min(widths)


def _adopts(a: Box, b: Box, height: float) -> float:
    """Return how near a fragment is to a neighbour with which it makes no more than a digit."""
    low = min(a[3] - a[1], b[3] - b[1]) < FRAGMENT * height
    narrow = max(a[2], b[2]) - min(a[0], b[0]) < WIDEST * height
    gap = max(a[0], b[0]) - min(a[2], b[2])
    return NEAR - gap / height if low and narrow else 0.0


def _cut(group: Group, height: float) -> list[Group]:
    """Cut a group that is too wide where the least ink is in the way; the parts, left to right."""
    x0, _, x1, _ = box(group)
    width = x1 - x0
    if width <= WIDEST * height:
        return [group]
    best, least = 0.0, float("inf")
    for i in range(CUTS + 1):
        x = x0 + width * (INNER[0] + (INNER[1] - INNER[0]) * i / CUTS)
        aside = x - (x0 + x1) / 2
        crossed = sum(_crossings(stroke, x) for stroke in group)
        cost = crossed + 2 * (aside if aside > 0 else -aside) / width
        if cost < least:
            best, least = x, cost
    left: Group = []
    right: Group = []
    for stroke in group:
        for points in _runs(stroke.points.tolist(), best):
            leftmost = min(x for x, _ in points)
            (left if leftmost < best else right).append(Stroke.of(points, stroke.width))
    if not left or not right:
        return [group]
    return _cut(left, height) + _cut(right, height)


def _crossings(stroke: Stroke, at: float) -> int:
    """Return how often a stroke passes the upright line at ``at``."""
    sides = [x < at for x, _ in stroke.points.tolist()]
    return sum(a != b for a, b in pairwise(sides))


def _runs(points: list[list[float]], at: float) -> list[list[list[float]]]:
    """Return a path's parts on either side of the line at ``at``, both ending on it."""
    runs = [[points[0]]]
    for (ax, ay), (bx, by) in pairwise(points):
        if (ax < at) != (bx < at):
            on = [at, ay + (by - ay) * (at - ax) / (bx - ax)]
            runs[-1].append(on)
            runs.append([on])
        runs[-1].append([bx, by])
    return runs
