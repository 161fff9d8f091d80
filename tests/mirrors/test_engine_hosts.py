"""The same bytes in Python, in Chromium and in Node: the same weights, to the bit."""

import base64
import hashlib
import json
import shutil
import subprocess
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.browser.engine_script import TRAIN, host_script, train_argument
from tests.support.data.small_data import first_images
from trainer.datasets.dataset import Dataset
from trainer.networks.zipcode_1989 import zipcode_1989
from trainer.runs.backends import start_training
from trainer.training.recipes import RECIPES
from trainer.wasm.method import method_of
from trainer.wasm.runner import assemble

RECIPE = replace(RECIPES["zipcode-1989", "1989"], passes=1)


@pytest.fixture(scope="module")
def data() -> Dataset:
    small = first_images(train=300, test=0)
    return replace(small, test_images=small.train_images, test_labels=small.train_labels)


@pytest.fixture(scope="module")
def python(data: Dataset) -> tuple[str, float, int]:
    """SHA-256 of the weights after one pass over 300 images; sum of the losses; misses."""
    training = start_training(RECIPE, data, "wasm")
    (record,) = training.run()
    sha256 = hashlib.sha256(training.network.vector.tobytes()).hexdigest()
    return sha256, record.test.loss * 300, record.test.misses


@pytest.fixture(scope="module")
def argument(data: Dataset) -> dict[str, Any]:
    return train_argument(assemble(zipcode_1989(), method_of(RECIPE)), RECIPE, data)


def summary(result: dict[str, Any]) -> tuple[str, float, int]:
    vector = base64.b64decode(result["vector"])
    return hashlib.sha256(vector).hexdigest(), result["loss"], result["misses"]


def test_chromium(blank: Page, argument: dict[str, Any], python: tuple[str, float, int]) -> None:
    blank.add_script_tag(content=host_script())
    assert summary(blank.evaluate(TRAIN, argument)) == python


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_node(argument: dict[str, Any], python: tuple[str, float, int]) -> None:
    program = f"{host_script()}\n({TRAIN})({json.dumps(argument)})"
    program += ".then((result) => console.log(JSON.stringify(result)));"
    done = subprocess.run(["node", "-"], input=program, capture_output=True, text=True, check=True)
    assert summary(json.loads(done.stdout)) == python


def test_another_learning_rate_gives_other_weights(
    blank: Page, argument: dict[str, Any], python: tuple[str, float, int]
) -> None:
    blank.add_script_tag(content=host_script())
    assert summary(blank.evaluate(TRAIN, argument | {"rate": 0.031}))[0] != python[0]
