"""Figures as accessible SVG: rows of dots, one dot a run, on one axis of error.

No colour or font is fixed here: the page's styles give them, and a file of its own gets ``STYLE``.
Coordinates are rounded, so that the same results give the same bytes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

from trainer.studies.statistics import summary

WIDTH, LEFT, RIGHT = 680, 16, 24
DOT = 3.2  # radius
STYLE = """
.dots { font: 13px ui-monospace, "SF Mono", Menlo, Consolas, monospace; fill: #1d1b19 }
.dots .paper { fill: #f7f3ea }
.dots .axis, .dots .mean { stroke: #1d1b19; fill: none }
.dots .grid { stroke: #d9d2c4 }
.dots .dot { fill: #1f3a5f; fill-opacity: 0.6 }
.dots .published { stroke: #b3202a; stroke-dasharray: 3 2 }
.dots .note { fill: #b3202a }
.dots .small { fill: #6b655b; font-size: 12px }
"""


@dataclass(frozen=True)
class Row:
    """A label, the errors (shares 0…1) of its runs, and published errors with their names."""

    label: str
    errors: Sequence[float]
    published: Sequence[tuple[float, str]] = field(default_factory=tuple)


def describe(row: Row) -> str:
    """Describe a row in words, for those who do not see the figure."""
    text = f"{row.label}: {summary(row.errors)}" if row.errors else f"{row.label}: not run yet"
    return text + "".join(f"; {name}: {error:.2%}" for error, name in row.published)


def dots(name: str, title: str, rows: Sequence[Row]) -> str:
    """Draw the figure as SVG; ids start with ``name``, screen readers read out ``title``."""
    values = [e for row in rows for e in (*row.errors, *(error for error, _ in row.published))]
    low, high = _limits(values)
    scale = (WIDTH - LEFT - RIGHT) / (high - low)

    def x(error: float) -> float:
        return LEFT + (100 * error - low) * scale

    parts: list[str] = []
    top = 8.0
    for row in rows:
        stacks = _stacks([x(error) for error in row.errors])
        height = max((count for _, count in stacks), default=0) * 2 * DOT
        base = top + 40 + height
        parts += _row(row, base, x, stacks)
        top = base + 14
    axis = [f'<path class="axis" d="M{LEFT} {top:.1f}H{WIDTH - RIGHT}"/>']
    grid = []
    for percent in range(low, high + 1):
        at = x(percent / 100)
        grid.append(f'<path class="grid" d="M{at:.1f} 8V{top:.1f}"/>')
        axis.append(_text(at, top + 18, f"{percent} %", "small", "middle"))
    height = top + 28
    words = escape(". ".join(describe(row) for row in rows))
    return "\n".join(
        [
            f'<svg class="dots" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} '
            f'{height:.0f}" role="img" aria-labelledby="{name}-title {name}-words">',
            f'<title id="{name}-title">{escape(title)}</title>',
            f'<desc id="{name}-words">{words}.</desc>',
            f'<rect class="paper" width="{WIDTH}" height="{height:.0f}"/>',
            *grid,
            *parts,
            *axis,
            "</svg>\n",
        ]
    )


def standalone(svg: str) -> str:
    """Return a figure with its own styles, to be a file by itself."""
    start = svg.index("<rect")
    return f"{svg[:start]}<style>{STYLE}</style>\n{svg[start:]}"


def _limits(values: Sequence[float]) -> tuple[int, int]:
    """Return whole percentages below and above all values."""
    low = int(100 * min(values, default=0))
    return low, max(int(100 * max(values, default=0.01)) + 1, low + 1)


def _stacks(positions: Sequence[float]) -> list[tuple[float, int]]:
    """Stack dots that would overlap: return (x, count), from left to right."""
    width = 2 * DOT
    counts: dict[int, int] = {}
    for position in positions:
        counts[round(position / width)] = counts.get(round(position / width), 0) + 1
    return [(place * width, count) for place, count in sorted(counts.items())]


def _row(
    row: Row, base: float, x: Callable[[float], float], stacks: Sequence[tuple[float, int]]
) -> list[str]:
    """Draw a row, its dots on the line at ``base``; return the SVG elements."""
    tallest = base - max((count for _, count in stacks), default=0) * 2 * DOT
    parts = [_text(LEFT, tallest - 24, row.label)]
    for error, name in row.published:
        at = x(error)
        end = "end" if at > WIDTH / 2 else "start"
        parts.append(f'<path class="published" d="M{at:.1f} {tallest - 8:.1f}V{base + 4:.1f}"/>')
        shift = -4 if end == "end" else 4
        parts.append(_text(at + shift, tallest - 8, f"{name} {100 * error:.2f}", "note", end))
    for at, count in stacks:
        parts += [
            f'<circle class="dot" cx="{at:.1f}" cy="{base - DOT * (2 * n + 1):.1f}" r="{DOT}"/>'
            for n in range(count)
        ]
    parts.append(f'<path class="grid" d="M{LEFT} {base:.1f}H{WIDTH - RIGHT}"/>')
    if row.errors:
        found = summary(row.errors)
        mean = x(found.mean)
        parts.append(f'<path class="mean" stroke-width="2" d="M{mean:.1f} {base - 4:.1f}v10"/>')
        text = f"mean {100 * found.mean:.2f}"
        parts.append(_text(WIDTH - RIGHT, tallest - 24, text, "small", "end"))
    return parts


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    chosen = f' class="{kind}"' if kind else ""
    placed = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text{chosen} x="{x:.1f}" y="{y:.1f}"{placed}>{escape(text)}</text>'
