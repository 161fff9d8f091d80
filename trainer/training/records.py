"""What is recorded of each pass over the training images."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Score:
    """How a network does on a set of images.

    Attributes:
        loss: mean loss; misses: images whose largest output is not their label's.

    """

    loss: float
    misses: int
    images: int

    @property
    def error(self) -> float:
        """Misses as a share of the images, 0…1."""
        return self.misses / self.images


@dataclass(frozen=True)
class PassRecord:
    """One row of the training table: the scores after a pass, and the seconds it took.

    With augmentation no two passes see the same training images; ``train`` is then the score
    during the pass, as the images were presented, not after it.
    """

    number: int
    train: Score
    test: Score
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """All fields, for the card."""
        return asdict(self)

    @staticmethod
    def from_json(fields: dict[str, Any]) -> "PassRecord":
        """A record as :meth:`to_json` wrote it."""
        scores = {part: Score(**fields[part]) for part in ("train", "test")}
        return PassRecord(number=fields["number"], seconds=fields["seconds"], **scores)
