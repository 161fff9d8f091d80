"""Weights files read by the page and by Python: each one's card, or why it is refused."""

import base64
import json
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page

from tests.support.browser.page_modules import call, module_script
from trainer.checkpoints.checkpoint import load_network
from trainer.errors import UserError
from trainer.json_fields import parse_json

EXPORTS = {
    "data/checkpoint": ["parseCheckpoint", "checkTensors"],
    "data/card": ["cardToJson"],
    "networks/index": ["NETWORKS"],
}
READ = """(texts) => texts.map((text) => {
  try {
    const checkpoint = parseCheckpoint(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
    checkTensors(checkpoint, NETWORKS);
    return cardToJson(checkpoint.card);
  } catch (error) {
    return error.message;
  }
})"""


def in_page(blank: Page, files: Sequence[bytes]) -> list[object]:
    """Return for each file its card as JSON, or why the page refuses it."""
    blank.evaluate(module_script(EXPORTS))
    answers: list[object] = call(blank, READ, [base64.b64encode(data).decode() for data in files])
    return answers


def in_python(path: Path, data: bytes) -> object:
    """Return the card of a file as JSON, or why Python refuses it; it is written to a path."""
    path.write_bytes(data)
    try:
        _, card = load_network(path)
    except UserError as error:
        return str(error).removeprefix(f"{path}: ")
    return card.to_json()


def same_numbers(value: object) -> object:
    """Return a JSON value with every number a double, as JavaScript has it."""
    return parse_json(json.dumps(value))
