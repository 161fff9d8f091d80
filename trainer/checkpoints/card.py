"""The card that goes with weights: which network, trained on what and how, and how well it does."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, date, datetime
from importlib.metadata import version
from typing import Any

from trainer.checkpoints.checkpoint import SIZE_NORMALIZED, Card
from trainer.datasets.dataset import Dataset
from trainer.training.recipes import Recipe
from trainer.training.records import PassRecord


def make_card(recipe: Recipe, data: Dataset, records: Sequence[PassRecord], engine: str) -> Card:
    """Card of the weights after the last of ``records``."""
    packages = ("lenet-in-a-page", "numpy", *(("wasmtime",) if engine == "wasm" else ()))
    return {
        "network": recipe.network,
        "name": recipe.name,
        "data": data.description,
        **({"framing": SIZE_NORMALIZED} if data.size_normalized else {}),
        "recipe": recipe.to_json(),
        "engine": engine,
        "passes": [record.to_json() for record in records],
        "date": _today().isoformat(),
        "versions": {
            "python": platform.python_version(),
            **{package: version(package) for package in packages},
        },
    }


def passes_of(card: dict[str, Any]) -> list[PassRecord]:
    """The records in a card."""
    return [PassRecord.from_json(record) for record in card.get("passes", [])]


def _today() -> date:
    """The day, or that of SOURCE_DATE_EPOCH for files that shall not change."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return (datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)).date()
