"""The score of weights on the pen strokes of writers who are in no training set."""

from dataclasses import asdict, dataclass

from trainer.json_fields import Fields


@dataclass(frozen=True)
class StrokeScore:
    """Counts on the test writers of a calibration; a card keeps them as ``strokes``.

    Attributes:
        writers, digits: how many there are.
        misses: digits whose largest output is another digit's.
        accepted: digits answered with at least the threshold's confidence.
        accepted_right: those of them that are answered rightly.

    """

    writers: int
    digits: int
    misses: int
    accepted: int
    accepted_right: int

    def to_json(self) -> dict[str, object]:
        """Return all fields, for the card."""
        return asdict(self)

    @staticmethod
    def from_json(fields: Fields) -> "StrokeScore":
        """Read a score from a card; raise ValueError where it is none."""
        writers, digits = fields.whole("writers", 1), fields.whole("digits", 1)
        misses, accepted = fields.whole("misses", 0, digits), fields.whole("accepted", 0, digits)
        score = StrokeScore(
            writers, digits, misses, accepted, fields.whole("accepted_right", 0, accepted)
        )
        fields.finish()
        return score
