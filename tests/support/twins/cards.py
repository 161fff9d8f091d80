"""Cards whose reading turns on a constant; tests/mirrors/test_card.py has all other odd ones."""

import json
from typing import Any

from tests.support.twins.twin import Twin
from trainer import json_fields
from trainer.checkpoints.card import Card
from trainer.ink import augmentation
from trainer.training import recipes
from trainer.training.recipes import RECIPES


def _cases() -> list[str]:
    """Return cards: quoted texts and numbers, bits about the limits, a width left out."""
    recipe = RECIPES["zipcode-1989", "1989"].to_json()
    cards: list[dict[str, Any]] = [
        *({"network": "zipcode-1989", "framing": length * "x"} for length in range(36, 54)),
        *({"recipe": {**recipe, "batch_size": k * 1e-5}} for k in range(8, 16)),
        *({"recipe": {**recipe, "batch_size": k * 1e15 + 0.5}} for k in range(8, 16)),
        *({"recipe": {**recipe, "significant_bits": bits}} for bits in (1, 2, 3, 24, 25)),
        {"recipe": {**recipe, "augmentation": {"elastic": 1}}},
        *({"data": _nested(depth)} for depth in range(28, 36)),
        {"data": "[{" * 40 + '"' + "[{" * 40},
    ]
    return [json.dumps({"network": "zipcode-1989", **card}) for card in cards]


def _nested(depth: int) -> list[Any]:
    return [_nested(depth - 1)] if depth else []


def _card_or_why(text: str) -> object:
    try:
        card = Card.from_text(text)
    except ValueError as error:
        return str(error)
    return json.loads(card.to_text())


PARSE = """(text) => {
  try {
    return cardToJson(parseCardText(text));
  } catch (error) {
    return error.message;
  }
}"""

TWINS = [
    Twin(
        "read a card",
        [json_fields, recipes, augmentation],
        {"data/card": ["cardToJson", "parseCardText"]},
        _cases,
        _card_or_why,
        PARSE,
    )
]
