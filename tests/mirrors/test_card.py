"""Weights files with odd cards and tensors: Python and the page accept, or refuse, the same.

Where they refuse, it is in the same sentence; where they accept, they have read the same card.
"""

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from tests.support.browser.read_weights import in_page, in_python, same_numbers
from tests.support.networks.weights_files import weights_bytes
from tests.support.paths import WEIGHTS
from trainer.checkpoints.checkpoint import load
from trainer.training.recipes import RECIPES

COMMITTED = sorted(WEIGHTS.glob("*/*.safetensors"))
TENSORS, _ = load(WEIGHTS / "zipcode-1989" / "1989.safetensors")
GONE = object()
SCORE = {"loss": 0.25, "misses": 3, "images": 2007}
LESSON = {"own": 2, "test": SCORE}
FULL: dict[str, Any] = {
    "network": "zipcode-1989",
    "name": "1989",
    "data": "MNIST, “the first” 7,291",
    "framing": "size-normalized",
    "recipe": {
        **RECIPES["zipcode-1989", "1989"].to_json(),
        "variant": {"dropout": "0.1"},
        "optimizer_options": {"beta1": 0.9},
        "schedule": "cosine",
        "warm_up": 1.5,
        "averaging": 0.999,
        "significant_bits": 16,
        "augmentation": {"rotation": 10, "share": 0.8},
    },
    "engine": "wasm",
    "images_shown": 12_345,
    "passes": [{"number": n, "train": SCORE, "test": SCORE, "seconds": 0.5} for n in (1, 2)],
    "taught": {"from": "1989", "examples": 3, "before": LESSON, "after": LESSON},
    "date": "2026-11-21",
    "versions": {"python": "3.11.7"},
    "decision": {"intercept": -2.0, "slope": 2.25, "least": 0.3},
    "strokes": {"writers": 5, "digits": 1249, "misses": 121, "accepted": 1170,
                "accepted_right": 1086},
}  # fmt: skip

FIELDS: list[tuple[str, object]] = [
    ("network", GONE),
    ("network", None),
    ("network", ""),
    ("network", 1989),
    ("network", ["zipcode-1989"]),
    ("network", "lenet5"),
    ("network", "it's \x1b[31m a network with a name of more than forty letters"),
    ("name", GONE),
    ("name", None),
    ("name", False),
    ("name", "😀" * 50),
    ("name", "\ud800"),
    ("data", {}),
    ("framing", GONE),
    ("framing", "whole"),
    ("recipe", GONE),
    ("recipe", None),
    ("recipe", "the usual"),
    ("recipe", {}),
    ("recipe.network", "lenet5"),
    ("recipe.network", GONE),
    ("recipe.learning_rate", "0.03"),
    ("recipe.learning_rate", True),
    ("recipe.learning_rate", -0.03),
    ("recipe.learning_rate", 10**400),
    ("recipe.batch_size", 0),
    ("recipe.batch_size", 1.5),
    ("recipe.batch_size", 1.0),
    ("recipe.order", "reversed"),
    ("recipe.passes", 0),
    ("recipe.seed", 2**53 - 1),
    ("recipe.seed", 2**53),
    ("recipe.seed", 2**64 + 1),
    ("recipe.seed", -1),
    ("recipe.seed", 1e-7),
    ("recipe.seed", 0.00012345678901234567),
    ("recipe.seed", -0.0),
    ("recipe.variant", GONE),
    ("recipe.variant", []),
    ("recipe.variant.dropout", 0.1),
    ("recipe.optimizer_options", GONE),
    ("recipe.optimizer_options.beta1", "0.9"),
    ("recipe.schedule", GONE),
    ("recipe.schedule", None),
    ("recipe.warm_up", GONE),
    ("recipe.warm_up", -1),
    ("recipe.averaging", GONE),
    ("recipe.averaging", 1.01),
    ("recipe.augmentation", GONE),
    ("recipe.augmentation", {}),
    ("recipe.augmentation.share", None),
    ("recipe.augmentation.colour", 1),
    ("recipe.significant_bits", GONE),
    ("recipe.significant_bits", 25),
    ("recipe.momentum", 0.9),
    ("engine", "steam"),
    ("images_shown", -5),
    ("passes", GONE),
    ("passes", []),
    ("passes", {}),
    ("passes", [7]),
    ("passes.1.number", 3),
    ("passes.0.train", None),
    ("passes.0.test.misses", 2008),
    ("passes.0.test.images", 0),
    ("passes.0.test.loss", "low"),
    ("passes.1.seconds", -1e-9),
    ("passes.1.speed", 1),
    ("taught", GONE),
    ("taught.from", 5),
    ("taught.after.own", 0.5),
    ("date", "21 November 2026"),
    ("date", "2026-11-31\n"),
    ("date", 20261121),
    ("versions", GONE),
    ("versions.python", 3.11),
    ("versions.__proto__", "x"),
    ("decision", GONE),
    ("decision", None),
    ("decision", [0, 1, 0.5]),
    ("decision.slope", GONE),
    ("decision.least", 1.0001),
    ("decision.least", -1e16),
    ("decision.least", 1),
    ("decision.intercept", "-2"),
    ("decision.intercept", 123456789012345680000),
    ("decision.temperature", 2),
    ("strokes", GONE),
    ("strokes.writers", 0),
    ("strokes.accepted_right", 1171),
    ("strokes.misses", True),
    ("measured", "yesterday"),
    ("__proto__", {}),
]

TEXTS = {
    "nothing": "",
    "no JSON": "{",
    "null": "null",
    "list": "[]",
    "number": "12",
    "NaN": json.dumps({**FULL, "decision": {**FULL["decision"], "least": float("nan")}}),
    "infinity": json.dumps({**FULL, "images_shown": float("inf")}),
    "too large": json.dumps(FULL).replace("12345", "1e999"),
    "very deep": f'{{"network": {"[" * 100_000}',
    "twice": '{"network": "lenet5", "network": "zipcode-1989"}',
    "byte order mark": "\ufeff{}",
}


def edited(path: str, value: object) -> dict[str, Any]:
    """Return the full card with one value, at a path of names and indices, changed."""
    card: dict[str, Any] = json.loads(json.dumps(FULL))
    place: Any = card
    *way, last = path.split(".")
    for key in way:
        place = place[int(key)] if isinstance(place, list) else place[key]
    if value is GONE:
        del place[last]
    else:
        place[last] = value
    return card


def changed(**changes: object) -> dict[str, Any]:
    """Return the tensors with some of them (``H1_bias``) replaced, or taken out."""
    tensors: dict[str, Any] = {**TENSORS}
    for name, value in changes.items():
        if value is None:
            del tensors[name.replace("_", ".")]
        else:
            tensors[name.replace("_", ".")] = value
    return tensors


BIAS = TENSORS["H3.bias"]
ODD_TENSORS: dict[str, Mapping[str, Any]] = {
    "missing": changed(H3_bias=None),
    "one more": changed(H9_bias=BIAS),
    "of one axis more": changed(H3_bias=BIAS[None]),
    "broadcast": changed(H3_bias=BIAS[:1]),
    "without an axis": changed(H3_bias=BIAS[0]),
    "transposed": changed(H3_weight=TENSORS["H3.weight"].T),
    "one of float64": changed(H3_bias=BIAS.astype(np.float64)),
    "all of float16": {name: value.astype(np.float16) for name, value in TENSORS.items()},
    "whole numbers": changed(H3_bias=np.zeros(30, np.int32)),
    "bool": changed(H3_bias=np.zeros(30, np.bool_)),
    "NaN": changed(H3_bias=np.full(30, np.nan, np.float32)),
    "infinity": changed(H1_bias=np.full((12, 8, 8), -np.inf, np.float32)),
    "none": {},
}


def raw(header: object, data: bytes = b"") -> bytes:
    """Return a safetensors file with any header."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def tensor(dtype: str, shape: list[Any], start: int, stop: int) -> dict[str, object]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [start, stop]}


FILES: dict[str, bytes] = {
    "empty": b"",
    "seven bytes": b"1234567",
    "text": b"PK\x03\x04 this is an archive" * 10,
    "header cut off": raw({})[:-1],
    "header of a list": raw([]),
    "header not UTF-8": raw(b'{"\xff": 1}'),
    "header not JSON": raw(b"{'a': 1}"),
    "nothing in it": raw({}),
    "metadata null": raw({"__metadata__": None}),
    "metadata a text": raw({"__metadata__": "card"}),
    "card not text": raw({"__metadata__": {"card": {"network": "lenet5"}}}),
    "card half a character": raw(b'{"__metadata__": {"card": "\\ud800"}}'),
    "a gap": raw({"a": tensor("F32", [1], 4, 8)}, bytes(8)),
    "a rest": raw({"a": tensor("F32", [1], 0, 4)}, bytes(8)),
    "too short": raw({"a": tensor("F32", [2], 0, 8)}, bytes(4)),
    "too small": raw({"a": tensor("F32", [2], 0, 4)}, bytes(4)),
    "a type of no one": raw({"a": tensor("X9", [1], 0, 4)}, bytes(4)),
    "bfloat16": raw({"a": tensor("BF16", [2], 0, 4)}, bytes(4)),
    "a name that turns the line": raw({"\u202ea\u0007": tensor("F16", [2], 0, 4)}, bytes(4)),
    "a number that is none": raw({"\u202ea": tensor("F32", [1], 0, 4)}, b"\x00\x00\xc0\x7f"),
    "a side of 1.5": raw({"a": tensor("F32", [1.5], 0, 6)}, bytes(6)),
    "a side of -1": raw({"a": tensor("F32", [-1], 0, 4)}, bytes(4)),
    "no shape": raw({"a": {"dtype": "F32", "data_offsets": [0, 4]}}, bytes(4)),
    "spaces after": raw(b"{}   "),
}


def cases() -> dict[str, bytes]:
    """Return all files by name."""
    found = {}
    for path, value in FIELDS:
        shown = "gone" if value is GONE else str(value)[:20]
        found[f"{path}: {shown}"] = weights_bytes(TENSORS, edited(path, value))
    for name, text in TEXTS.items():
        found[f"card: {name}"] = weights_bytes(TENSORS, text)
    for name, tensors in ODD_TENSORS.items():
        found[f"tensors: {name}"] = weights_bytes(tensors, {"network": "zipcode-1989"})
    for name, data in FILES.items():
        found[f"file: {name}"] = data
    for file in COMMITTED:
        found[f"{file.parent.name}/{file.stem}"] = file.read_bytes()
    return found


def test_python_and_the_page_say_the_same_of_every_file(blank: Page, tmp_path: Path) -> None:
    files = cases()
    theirs = in_page(blank, list(files.values()))
    ours = [in_python(tmp_path / "weights.safetensors", data) for data in files.values()]
    for name, own, other in zip(files, ours, theirs, strict=True):
        assert same_numbers(other) == same_numbers(own), name
    assert sum(isinstance(answer, str) for answer in ours) >= 90
    assert sum(isinstance(answer, dict) for answer in ours) >= 25


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_committed_card_is_of_the_recipe_of_its_name(path: Path) -> None:
    _, card = load(path)
    assert (card.network, card.name) == (path.parent.name, path.stem)
    assert card.recipe == RECIPES[path.parent.name, path.stem]
    assert card.passes[-1].number == card.recipe.passes
