"""Published results of a network's training, for the page's plots."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PublishedResult:
    """The error rate, 0…1, and the mean squared error over all outputs."""

    error: float
    loss: float


@dataclass(frozen=True)
class PublishedRun:
    """A published training run: its name, its passes, and its results after the last.

    ``seconds`` is the time of all passes, where it was published.
    """

    name: str
    passes: int
    train: PublishedResult
    test: PublishedResult
    seconds: float | None = None
