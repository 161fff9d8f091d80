"""The card of a set of weights: what they are, how they were trained, how well they read.

A card travels as JSON in the weights file. :meth:`Card.from_json` is the only way in. It refuses
whatever :meth:`Card.to_json` cannot have written. That includes unknown fields: one could change
what the weights mean, as ``framing`` does, and would be lost when the file is written again. The
twin ``site_template/data/card.js`` accepts the same cards and words its errors alike.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal, get_args

from trainer.json_fields import Fields, parse_json, quote, shortest
from trainer.reading.decision import Calibration
from trainer.reading.stroke_score import StrokeScore
from trainer.training.recipes import Recipe
from trainer.training.records import PassRecord, Score, records_from_json

Framing = Literal["size-normalized"]
EngineName = Literal["wasm", "numpy"]
FRAMINGS: tuple[Framing, ...] = get_args(Framing)
ENGINES: tuple[EngineName, ...] = get_args(EngineName)
DAY = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"


@dataclass(frozen=True)
class LessonScore:
    """What a network misreads of the visitor's own images, and of the test set."""

    own: int
    test: Score

    @staticmethod
    def from_json(fields: Fields) -> "LessonScore":
        """Read a score from a card; raise ValueError where it is none."""
        score = LessonScore(fields.whole("own"), Score.from_json(fields.nested("test")))
        fields.finish()
        return score


@dataclass(frozen=True)
class Lesson:
    """How weights were taught a visitor's digits in the page, starting from other weights."""

    start: str
    examples: int
    before: LessonScore
    after: LessonScore

    def to_json(self) -> dict[str, object]:
        """Return the object that a card keeps."""
        fields = asdict(self)
        return {"from": fields.pop("start"), **fields}

    @staticmethod
    def from_json(fields: Fields) -> "Lesson":
        """Read a lesson from a card; raise ValueError where it is none."""
        lesson = Lesson(
            fields.text("from"),
            fields.whole("examples", 1),
            LessonScore.from_json(fields.nested("before")),
            LessonScore.from_json(fields.nested("after")),
        )
        fields.finish()
        return lesson


@dataclass(frozen=True)
class Card:
    """All that is known of a set of weights; only the network must be.

    Attributes:
        network, name: which network, and what its weights are called.
        data: the training and test images, in words.
        framing: ``size-normalized`` where the digits fill the training images; else None.
        recipe: how the weights were trained.
        engine: what did the arithmetic.
        images_shown: training images presented, where a run was stopped within a pass.
        passes: the scores after every pass.
        taught: the lesson in the page after which the weights are so.
        date: the day, YYYY-MM-DD.
        versions: of the programs that trained, by name.
        calibration, stroke_score: how sure an answer is, and how that was judged.

    """

    network: str
    name: str | None = None
    data: str | None = None
    framing: Framing | None = None
    recipe: Recipe | None = None
    engine: EngineName | None = None
    images_shown: int | None = None
    passes: tuple[PassRecord, ...] = ()
    taught: Lesson | None = None
    date: str | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    calibration: Calibration | None = None
    stroke_score: StrokeScore | None = None

    def to_json(self) -> dict[str, object]:
        """Return the JSON object, without the fields that nothing is known of."""
        found = {
            "network": self.network,
            "name": self.name,
            "data": self.data,
            "framing": self.framing,
            "recipe": self.recipe and self.recipe.to_json(),
            "engine": self.engine,
            "images_shown": self.images_shown,
            "passes": [record.to_json() for record in self.passes] or None,
            "taught": self.taught and self.taught.to_json(),
            "date": self.date,
            "versions": dict(self.versions) or None,
            "decision": self.calibration and self.calibration.to_json(),
            "strokes": self.stroke_score and self.stroke_score.to_json(),
        }
        return {name: value for name, value in found.items() if value is not None}

    def to_text(self) -> str:
        """Return the card as JSON text: the same card gives the same text."""
        return json.dumps(shortest(self.to_json()), ensure_ascii=False, allow_nan=False)

    @staticmethod
    def from_json(value: object) -> "Card":
        """Read a card; raise ValueError that says what was found and what was expected."""
        fields = Fields(value, "its card")
        optional = fields.optional
        card = Card(
            network=fields.text("network"),
            name=optional("name", fields.text, None),
            data=optional("data", fields.text, None),
            framing=optional("framing", lambda name: fields.choice(name, FRAMINGS), None),
            recipe=optional("recipe", lambda name: Recipe.from_json(fields.nested(name)), None),
            engine=optional("engine", lambda name: fields.choice(name, ENGINES), None),
            images_shown=optional("images_shown", fields.whole, None),
            passes=optional("passes", lambda name: records_from_json(fields.nested_list(name)), ()),
            taught=optional("taught", lambda name: Lesson.from_json(fields.nested(name)), None),
            date=optional("date", lambda name: fields.text(name, DAY, "a day, YYYY-MM-DD"), None),
            versions=optional("versions", fields.texts, {}),
            calibration=optional(
                "decision", lambda name: Calibration.from_json(fields.nested(name)), None
            ),
            stroke_score=optional(
                "strokes", lambda name: StrokeScore.from_json(fields.nested(name)), None
            ),
        )
        fields.finish()
        if card.recipe and card.recipe.network != card.network:
            raise ValueError(
                f"its card's recipe.network is {quote(card.recipe.network)}, "
                f"expected {quote(card.network)}"
            )
        return card

    @staticmethod
    def from_text(text: str) -> "Card":
        """Read a card from JSON text; raise ValueError as :meth:`from_json` does."""
        try:
            value = parse_json(text)
        except ValueError as error:
            raise ValueError(f"its card is {error}, expected a JSON object") from None
        return Card.from_json(value)
