"""Training: it learns, is reproducible, and can be resumed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.support.data.small_data import first_images
from tests.support.networks.weights_files import write_weights
from tests.support.paths import WEIGHTS
from trainer.arrays import Array
from trainer.checkpoints import checkpoint
from trainer.datasets.dataset import Dataset
from trainer.datasets.mnist import load_mnist_first
from trainer.errors import UserError
from trainer.ink.augmentation import Augmentation, augment
from trainer.runs.run import Run
from trainer.training import loop
from trainer.training.evaluate import evaluate
from trainer.training.loop import Training
from trainer.training.recipes import RECIPES

RECIPE = replace(RECIPES["zipcode-1989", "1989"], passes=3)

ADAM = replace(RECIPES["zipcode-1989", "today"], schedule="constant", passes=2)


@pytest.fixture(scope="module")
def data() -> Dataset:
    return first_images(train=300, test=100)


def trained(data: Dataset, **changes: object) -> Training:
    training = Training(replace(RECIPE, **changes), data)  # type: ignore[arg-type]
    training.records = list(training.run())  # type: ignore[attr-defined]
    return training


def test_it_learns(data: Dataset) -> None:
    records = list(Training(RECIPE, data).run())
    assert [record.number for record in records] == [1, 2, 3]
    losses = [record.train.loss for record in records]
    assert losses == sorted(losses, reverse=True)
    assert records[-1].train.misses < 150 < 270


@pytest.mark.parametrize("order", ["constant", "shuffled"])
def test_equal_seeds_give_equal_weights(data: Dataset, order: str) -> None:
    first, second = trained(data, order=order), trained(data, order=order)
    assert np.array_equal(first.network.vector, second.network.vector)
    other = trained(data, order=order, seed=2)
    assert not np.array_equal(first.network.vector, other.network.vector)


@pytest.mark.parametrize("order", ["constant", "shuffled"])
def test_a_resumed_run_is_bitwise_equal_to_an_uninterrupted_one(
    data: Dataset, order: str, tmp_path: Path
) -> None:
    recipe = replace(RECIPE, order=order)  # type: ignore[arg-type]
    output = tmp_path / "run.safetensors"
    list(Run(replace(recipe, passes=1), data, output, resume=False).train())
    resumed = Run(recipe, data, output, resume=True)
    assert [record.number for record in resumed.train()] == [2, 3]
    whole = tmp_path / "whole.safetensors"
    list(Run(recipe, data, whole, resume=False).train())
    after_resume, after_whole = checkpoint.load(output)[0], checkpoint.load(whole)[0]
    for name, value in after_whole.items():
        assert np.array_equal(after_resume[name], value), name


def test_an_interrupt_loses_only_the_current_pass(data: Dataset, tmp_path: Path) -> None:
    output = tmp_path / "run.safetensors"
    seen = 0

    def stop_in_the_second_pass(images: int) -> None:
        nonlocal seen
        seen += images
        if seen >= 450:
            raise KeyboardInterrupt

    run = Run(RECIPE, data, output, resume=False, engine="numpy")
    with pytest.raises(KeyboardInterrupt):
        list(run.train(stop_in_the_second_pass))
    _, card = checkpoint.load(output)
    assert len(card.passes) == 1
    list(Run(RECIPE, data, output, resume=True, engine="numpy").train())
    straight = trained(data)
    network, _ = checkpoint.load_network(output)
    assert np.array_equal(network.vector, straight.network.vector)


def test_resuming_with_another_seed_is_refused(data: Dataset, tmp_path: Path) -> None:
    output = tmp_path / "run.safetensors"
    list(Run(replace(RECIPE, passes=1), data, output, resume=False).train())
    with pytest.raises(UserError, match="was trained with seed 1989, not 7"):
        Run(replace(RECIPE, seed=7), data, output, resume=True)


def test_resuming_without_a_state_is_refused(data: Dataset, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no such file"):
        Run(RECIPE, data, tmp_path / "run.safetensors", resume=True)


def test_evaluate_counts_misses(data: Dataset) -> None:
    training = Training(RECIPE, data)
    training.network.vector[...] = 0
    training.network.parameters["output.bias"][3] = 1
    labels = np.array([3] * 40 + [5] * 60)
    score = evaluate(training.network, training.test_inputs, labels, training.loss)
    assert (score.misses, score.images, score.error) == (60, 100, 0.6)


def test_the_committed_1989_weights_have_the_scores_of_their_card() -> None:
    path = WEIGHTS / "zipcode-1989" / "1989.safetensors"
    network, card = checkpoint.load_network(path)
    recipe = RECIPES["zipcode-1989", "1989"]
    assert card.recipe == recipe
    training = Training(recipe, load_mnist_first())
    last = card.passes[-1]
    assert last.number == recipe.passes == 23
    for inputs, labels, recorded in (
        (training.train_inputs, training.train_labels, last.train),
        (training.test_inputs, training.test_labels, last.test),
    ):
        score = evaluate(network, inputs, labels, training.loss)
        assert score.misses == recorded.misses
        assert score.loss == pytest.approx(recorded.loss, rel=1e-5)


def test_a_run_with_every_option_resumes_bitwise(data: Dataset, tmp_path: Path) -> None:
    """Augmentation, averaging, schedule, Adam's memory, BatchNorm's statistics, rounding."""
    recipe = replace(
        RECIPES["lenet5", "paper"],
        variant={"normalisation": "batch"},
        schedule="cosine",
        warm_up=0.5,
        averaging=0.9,
        augmentation=Augmentation(rotation=10, elastic=34),
    )

    def stop_in_the_second_pass(_: int) -> None:
        if run.training.passes_done == 1:
            raise KeyboardInterrupt

    output, whole = tmp_path / "run.safetensors", tmp_path / "whole.safetensors"
    run = Run(recipe, data, output, resume=False)
    with pytest.raises(KeyboardInterrupt):
        list(run.train(stop_in_the_second_pass))
    list(Run(recipe, data, output, resume=True).train())
    straight = Run(recipe, data, whole, resume=False)
    list(straight.train())
    assert output.with_suffix(".state").read_bytes()
    resumed, uninterrupted = checkpoint.load(output)[0], checkpoint.load(whole)[0]
    assert set(resumed) == set(uninterrupted) == set(straight.training.network.tensors)
    for name, value in uninterrupted.items():
        np.testing.assert_array_equal(resumed[name], value, name)
    network, card = checkpoint.load_network(output)
    assert card.recipe == recipe
    average, trained = (
        checkpoint.rounded(each.tensors, recipe.significant_bits)
        for each in (straight.training.result, straight.training.network)
    )
    for name, value in network.tensors.items():
        np.testing.assert_array_equal(value, average[name], name)
    assert any(not np.array_equal(average[name], trained[name]) for name in network.parameters)


@pytest.fixture(scope="module")
def adam_run(data: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state of a run by Adam after a pass."""
    output = tmp_path_factory.mktemp("adam") / "run.safetensors"
    list(Run(replace(ADAM, passes=1), data, output, resume=False).train())
    return output.with_suffix(".state")


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("parameters", None, r"it has no parameters, expected one of shape \(9760,\)"),
        ("parameters", lambda v: v[:1], r"parameters is of float32 and shape \(1,\), expected flo"),
        ("parameters", lambda v: v.astype(np.float64), "parameters is of float64"),
        ("optimizer.first", None, "it has no optimizer.first"),
        ("optimizer.second", lambda v: v.reshape(1, -1), r"optimizer.second .* \(1, 9760\)"),
        ("optimizer.steps", lambda v: v.astype(np.float32), "optimizer.steps is of float32"),
        ("optimizer.third", lambda v: v, "it has optimizer.third, which this run has not"),
        ("optimizer.first", lambda v: v.astype(np.float16), "is of type F16, expected F32 or F64"),
        ("optimizer.first", lambda v: v * np.nan, "optimizer.first holds NaN or infinity"),
    ],
)
def test_a_state_with_other_arrays_is_refused(
    data: Dataset,
    adam_run: Path,
    tmp_path: Path,
    name: str,
    change: Callable[[Array], Array] | None,
    words: str,
) -> None:
    tensors, card = checkpoint.load(adam_run, ("F32", "F64"))
    if change is None:
        del tensors[name]
    else:
        tensors[name] = change(tensors.get(name, tensors["parameters"]))
    write_weights(tmp_path / "run.state", tensors, card.to_json())
    with pytest.raises(UserError, match=words):
        Run(ADAM, data, tmp_path / "run.safetensors", resume=True)


def test_a_setting_missing_from_a_states_card_is_compared_by_its_default(
    data: Dataset, adam_run: Path
) -> None:
    with pytest.raises(UserError, match=r"was trained with averaging 0.0, not 0.9"):
        Run(replace(ADAM, averaging=0.9), data, adam_run.with_suffix(".safetensors"), resume=True)


def test_resuming_a_cosine_schedule_with_other_passes_is_refused(
    data: Dataset, tmp_path: Path
) -> None:
    recipe = replace(RECIPES["lenet5", "paper"], schedule="cosine", passes=1)
    output = tmp_path / "run.safetensors"
    list(Run(recipe, data, output, resume=False).train())
    with pytest.raises(UserError, match="trained with passes 1, not 2"):
        Run(replace(recipe, passes=2), data, output, resume=True)


def test_a_fused_loss_needs_its_layer(data: Dataset) -> None:
    with pytest.raises(ValueError, match="needs a last layer Softmax, found Tanh"):
        Training(replace(RECIPE, loss="cross-entropy"), data)


def test_images_augmented_in_portions_are_all_augmented(
    data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The inputs after a pass are those of the pass's augmented images, to the last portion."""
    monkeypatch.setattr(loop, "CHUNK", 30)
    training = trained(data, augmentation=Augmentation(shift=2), passes=1)
    images = augment(data.train_images, Augmentation(shift=2), training.recipe.seed, 0)
    np.testing.assert_array_equal(training.train_inputs, training.network.inputs(images))
