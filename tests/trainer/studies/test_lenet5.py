"""The comparison of LeNet-5's variants: complete, resumable, and on a Dask cluster too."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.support.data.small_data import first_images
from trainer.commands.app import app
from trainer.networks.registry import create
from trainer.studies import execution, lenet5
from trainer.training.optimizers import create as create_optimizer


@pytest.fixture
def _tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """200 training and 50 test images, under every name."""
    small = first_images(train=200, test=50)
    monkeypatch.setattr(execution, "load", lambda name: replace(small, name=name))


def test_every_arm_changes_one_thing() -> None:
    paper = lenet5.PAPER
    for arm in lenet5.ARMS[1:]:
        changed = {
            name
            for name in ("optimizer", "variant", "batch_size", "passes", "loss", "data", "order")
            if getattr(arm.recipe, name) != getattr(paper, name)
        }
        assert len(changed) == 1, arm.name
        create("lenet5", arm.recipe.variant)
        create_optimizer(arm.recipe.optimizer, dict(arm.recipe.optimizer_options))
    kinds = {arm.recipe.optimizer for arm in lenet5.ARMS}
    assert kinds == {"sgd", "momentum", "rmsprop", "adam", "adamw"}


@pytest.mark.usefixtures("_tiny")
def test_a_study_writes_json_table_and_figure_and_resumes(tmp_path: Path) -> None:
    runner = CliRunner()
    short = ["study", "lenet5-mnist", "--passes", "1", "--output", str(tmp_path)]
    outcome = runner.invoke(app, [*short, "--seeds", "1", "--arm", "sgd"])
    assert outcome.exit_code == 0, outcome.output
    outcome = runner.invoke(app, [*short, "--seeds", "1"])
    assert "8 runs to go" in outcome.output
    (stored,) = tmp_path.glob("*.json")
    content = json.loads(stored.read_text())
    assert len(content["runs"]) == 9
    assert "batch normalisation" in stored.with_suffix(".md").read_text()
    assert stored.with_suffix(".svg").read_bytes().startswith(b"<svg")
    assert "0 runs to go" in runner.invoke(app, [*short, "--seeds", "1"]).output
