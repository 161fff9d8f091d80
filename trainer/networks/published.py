"""What was published of a network's training, for the page's plots."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PublishedResult:
    """Share of images misread, 0…1, and the mean square over all outputs."""

    error: float
    loss: float


@dataclass(frozen=True)
class PublishedRun:
    """A published training run: its name, and its results after so many passes.

    ``seconds`` is what all of them took, where that was told.
    """

    name: str
    passes: int
    train: PublishedResult
    test: PublishedResult
    seconds: float | None = None
