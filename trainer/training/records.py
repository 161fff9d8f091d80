"""The scores after each pass over the training images."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from trainer.json_fields import Fields


@dataclass(frozen=True)
class Score:
    """The score of a network on a set of images.

    Attributes:
        loss: mean loss over all images; misses: images whose largest output is not their label's;
        images: images that have a label.

    """

    loss: float
    misses: int
    images: int

    @property
    def error(self) -> float:
        """The error rate, 0…1: misses divided by images."""
        return self.misses / self.images

    @staticmethod
    def from_json(fields: Fields) -> "Score":
        """Read a score from a card; raise ValueError where it is none."""
        loss = fields.number("loss", 0)
        images = fields.whole("images", 1)
        score = Score(loss, fields.whole("misses", 0, images), images)
        fields.finish()
        return score


@dataclass(frozen=True)
class PassRecord:
    """The scores after pass ``number``, and the seconds that it took.

    With augmentation no two passes see the same training images: ``train`` is then the running
    score during the pass, each batch evaluated before its step.
    """

    number: int
    train: Score
    test: Score
    seconds: float

    def to_json(self) -> dict[str, object]:
        """Return all fields, for the card."""
        return asdict(self)

    @staticmethod
    def from_json(fields: Fields, number: int) -> "PassRecord":
        """Read the record of pass ``number`` from a card; raise ValueError where it is none."""
        record = PassRecord(
            number=fields.whole("number", number, number),
            train=Score.from_json(fields.nested("train")),
            test=Score.from_json(fields.nested("test")),
            seconds=fields.number("seconds", 0),
        )
        fields.finish()
        return record


def records_from_json(records: Sequence[Fields]) -> tuple[PassRecord, ...]:
    """Read the records of all passes, from pass 1 on without a gap."""
    return tuple(PassRecord.from_json(each, index + 1) for index, each in enumerate(records))
