"""The table of every benchmark: one row for each competitor, with the ratio to ours."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Timing:
    """Repeated measurements of one thing, in seconds."""

    name: str
    seconds: Sequence[float]

    @property
    def median(self) -> float:
        """The median of the measurements."""
        return float(np.median(self.seconds))

    @property
    def p95(self) -> float:
        """The 95th percentile of the measurements."""
        return float(np.percentile(self.seconds, 95))


def machine() -> str:
    """Describe the processor, its cores and the load on them."""
    name = platform.processor() or platform.machine()
    described = Path("/proc/cpuinfo")
    if described.exists():
        lines = described.read_text("utf-8").splitlines()
        name = next((x.split(":")[1].strip() for x in lines if x.startswith("model name")), name)
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{name}, {os.cpu_count()} cores{load}, Python {platform.python_version()}"


def report(title: str, ours: Timing, rivals: Sequence[Timing]) -> None:
    """Print the table; times in microseconds, ratios of the medians."""
    table = Table(title=title, caption=machine())
    for heading in ("", "median, µs", "p95, µs", "times ours", "runs"):
        table.add_column(heading, justify="right" if heading else "left")
    for timing in (ours, *rivals):
        table.add_row(
            timing.name,
            _microseconds(timing.median),
            _microseconds(timing.p95),
            f"{timing.median / ours.median:,.1f}",
            f"{len(timing.seconds):,}",
        )
    Console(width=100).print(table)


def _microseconds(seconds: float) -> str:
    """Format a time in microseconds, with a decimal below 100."""
    value = seconds * 1e6
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"
