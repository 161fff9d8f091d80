"""Mean, spread and the interval of the mean over seeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import gamma, pi, sqrt

import numpy as np


@dataclass(frozen=True)
class Summary:
    """Summary statistics of a distribution of errors (0…1).

    Attributes:
        deviation: sample standard deviation (n − 1), 0 for one value.
        half_width: the 95 % interval of the mean is mean ± this, by Student's t.

    """

    count: int
    mean: float
    deviation: float
    smallest: float
    largest: float
    half_width: float

    def __str__(self) -> str:
        if self.count == 1:
            return f"{self.mean:.2%}, 1 seed"
        return (
            f"{self.mean:.2%} ± {self.half_width:.2%} (95 % of the mean), standard deviation "
            f"{self.deviation:.2%}, {self.smallest:.2%} to {self.largest:.2%}, {self.count} seeds"
        )


def summary(values: Sequence[float]) -> Summary:
    """Summarise at least one value."""
    array = np.array(values, np.float64)
    count = len(array)
    deviation = float(array.std(ddof=1)) if count > 1 else 0.0
    half = student_t(count - 1) * deviation / sqrt(count) if count > 1 else float("inf")
    return Summary(
        count, float(array.mean()), deviation, float(array.min()), float(array.max()), half
    )


def student_t(freedom: int, probability: float = 0.95) -> float:
    """Return the t with that probability between −t and +t, by bisection, to 1e-6."""
    low, high = 0.0, 1_000.0
    while high - low > 1e-7:
        middle = (low + high) / 2
        if _between(middle, freedom) < probability:
            low = middle
        else:
            high = middle
    return low


def _between(t: float, freedom: int) -> float:
    """Integrate Student's density from −t to t, with x = √ν·tan φ: ∝ ∫ cos^(ν−1) φ dφ."""
    phi = np.linspace(0, np.arctan(t / sqrt(freedom)), 2_001)
    values = np.cos(phi) ** (freedom - 1)
    simpson = values[0] + values[-1] + 4 * values[1:-1:2].sum() + 2 * values[2:-1:2].sum()
    integral = float(simpson * (phi[1] - phi[0]) / 3)
    return 2 * integral * gamma((freedom + 1) / 2) / (sqrt(pi) * gamma(freedom / 2))
