"""A run that goes wrong is not silent: nothing learned, a growing loss, no finite number."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.support.commands import run
from tests.support.data.small_data import first_images
from trainer.checkpoints import checkpoint
from trainer.datasets import catalogue
from trainer.errors import UserError
from trainer.training.doubts import doubt
from trainer.training.loop import Training
from trainer.training.losses import LOSSES
from trainer.training.recipes import RECIPES
from trainer.training.records import PassRecord, Score

EXPLODING = replace(
    RECIPES["lenet5", "paper"],
    variant={"activation": "relu"},
    optimizer="sgd",
    optimizer_options={},
    learning_rate=1e20,
    batch_size=10,
)


def records(*losses: float) -> list[PassRecord]:
    scores = [Score(loss, 1, 10) for loss in losses]
    return [PassRecord(number, score, score, 0.1) for number, score in enumerate(scores, start=1)]


@pytest.mark.parametrize(
    ("losses", "words"),
    [
        ((0.3,), ""),
        ((0.3, 0.2, 0.35), ""),
        ((0.3, 0.1, 0.21), "The loss grows again, from 0.1 to 0.21: the learning rate 7 is too"),
        ((0.36,), "Nothing is learned so far: one answer to all images has a loss of 0.36, this"),
        ((0.3, 0.4), "Nothing is learned so far"),
    ],
)
def test_a_doubt_is_a_sentence(losses: tuple[float, ...], words: str) -> None:
    sentence = doubt(records(*losses), 0.36, 7)
    assert sentence.startswith(words)
    assert bool(sentence) == bool(words)


@pytest.mark.parametrize(("name", "expected"), [("squared-error", 0.36), ("cross-entropy", 2.3026)])
def test_one_answer_has_the_loss_of_the_mean_target(name: str, expected: float) -> None:
    loss, labels = LOSSES[name], np.arange(50) % 10
    assert loss.of_one_answer(labels, 10) == pytest.approx(expected, abs=1e-4)
    worse = loss(np.tile([0.55, *[0.05] * 9], (50, 1)), labels)[0]
    assert worse > expected


def test_a_loss_that_is_no_number_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"finite number any more after pass 1: .* 1e\+20 is too"):
        list(Training(EXPLODING, first_images(train=40, test=10)).run())


def test_the_command_says_so_and_keeps_the_passes_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = first_images(train=100, test=10)
    monkeypatch.setitem(catalogue.LOADERS, "mnist-first", lambda: few)
    monkeypatch.setitem(catalogue.LOADERS, "mnist", lambda: few)
    monkeypatch.setitem(RECIPES, ("lenet5", "paper"), EXPLODING)
    output = tmp_path / "w.safetensors"
    words = ("--passes", "3", "--output", output)
    said = run("trainer", "train", "zipcode-1989", "--lr", "1e9", *words)
    assert said.stdout.count("Nothing is learned so far") == 1
    assert said.code == 0
    lenet5 = ("trainer", "train", "lenet5", *words, "--overwrite")
    assert run(*lenet5, "--lr", "0.001", "--passes", "1").code == 0
    monkeypatch.setitem(RECIPES, ("lenet5", "paper"), replace(EXPLODING, learning_rate=0.001))
    kept = output.read_bytes()
    assert len(checkpoint.load(output)[1].passes) == 1
    stopped = run(*lenet5, "--lr", "1e20")
    assert stopped.code == 2
    assert stopped.stderr.startswith("error: the loss is no finite number any more after pass 1")
    assert stopped.stderr.count("\n") == 1
    assert output.read_bytes() == kept
