"""A run that is killed between any two files goes on, and ends as if nothing had happened."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.support.data.small_data import first_images
from tests.support.kills import Killed, kill_before_file
from trainer.checkpoints import checkpoint
from trainer.checkpoints.card import Card
from trainer.datasets.dataset import Dataset
from trainer.errors import UserError
from trainer.ink.augmentation import Augmentation
from trainer.runs.run import Run
from trainer.training.recipes import RECIPES, Recipe

PASSES = 3
RECIPE_1989 = replace(RECIPES["zipcode-1989", "1989"], passes=PASSES)
RECIPE_OF_ALL = replace(
    RECIPES["lenet5", "paper"],
    passes=PASSES,
    batch_size=20,
    variant={"normalisation": "batch"},
    schedule="cosine",
    averaging=0.9,
    augmentation=Augmentation(shift=1),
)
ADAM = replace(RECIPES["zipcode-1989", "today"], schedule="constant", passes=PASSES)
TRAINED = {"engine": RECIPE_1989, "every option": RECIPE_OF_ALL, "Adam": ADAM}


@pytest.fixture(scope="module")
def data() -> Dataset:
    return first_images(train=60, test=20)


@pytest.fixture(scope="module")
def undisturbed(data: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return the weights file of a whole run of each recipe."""
    folder, known = tmp_path_factory.mktemp("whole"), dict[str, Path]()

    def file(name: str) -> Path:
        if name not in known:
            known[name] = folder / f"{name}.safetensors"
            list(Run(TRAINED[name], data, known[name]).train())
        return known[name]

    return file


def without_time(card: Card) -> Card:
    return replace(card, passes=tuple(replace(record, seconds=0) for record in card.passes))


def check_equal(one: Path, other: Path) -> None:
    for suffix in (".safetensors", ".state"):
        dtypes = ("F32", "F64")
        tensors, card = checkpoint.load(one.with_suffix(suffix), dtypes)
        others, other_card = checkpoint.load(other.with_suffix(suffix), dtypes)
        assert without_time(card) == without_time(other_card)
        assert tensors.keys() == others.keys()
        for name, value in tensors.items():
            np.testing.assert_array_equal(value, others[name], name)


def kill(recipe: Recipe, data: Dataset, output: Path, files: int, resume: bool = False) -> None:
    with pytest.MonkeyPatch.context() as patch, suppress(Killed):
        kill_before_file(patch, files)
        list(Run(recipe, data, output, resume=resume).train())


@pytest.mark.parametrize("files", range(2 * PASSES + 1))
@pytest.mark.parametrize("name", TRAINED)
def test_a_killed_run_goes_on_and_its_files_agree(
    data: Dataset, undisturbed: Callable[[str], Path], tmp_path: Path, name: str, files: int
) -> None:
    recipe, output = TRAINED[name], tmp_path / "run.safetensors"
    kill(recipe, data, output, files)
    assert len(list(tmp_path.iterdir())) == min(files, 2)
    if files == 0:
        with pytest.raises(UserError, match="nothing to go on from; start the run anew"):
            Run(recipe, data, output, resume=True)
        list(Run(recipe, data, output).train())
    else:
        resumed = Run(recipe, data, output, resume=True)
        passes = checkpoint.load(output)[1].passes
        assert len(passes) == len(resumed.records) == (files + 1) // 2
        list(resumed.train())
    check_equal(output, undisturbed(name))


def test_a_kill_while_resuming_changes_nothing(
    data: Dataset, undisturbed: Callable[[str], Path], tmp_path: Path
) -> None:
    output = tmp_path / "run.safetensors"
    kill(RECIPE_1989, data, output, files=5)  # the last pass is in the state alone
    kill(RECIPE_1989, data, output, files=0, resume=True)
    assert len(checkpoint.load(output)[1].passes) == PASSES - 1
    Run(RECIPE_1989, data, output, resume=True)
    check_equal(output, undisturbed("engine"))


def test_resuming_does_not_touch_weights_that_agree(data: Dataset, tmp_path: Path) -> None:
    """A card that says more, as after ``calibrate``, keeps what it says."""
    output = tmp_path / "run.safetensors"
    list(Run(RECIPE_1989, data, output).train())
    tensors, card = checkpoint.load(output)
    checkpoint.save(output, tensors, replace(card, name="mine"))
    Run(RECIPE_1989, data, output, resume=True)
    assert checkpoint.load(output)[1].name == "mine"


def other_numbers(path: Path) -> None:
    tensors, card = checkpoint.load(path)
    checkpoint.save(path, {name: -value for name, value in tensors.items()}, card)


def other_seed(path: Path) -> None:
    tensors, card = checkpoint.load(path)
    assert card.recipe
    earlier = replace(card, recipe=replace(card.recipe, seed=7), passes=card.passes[:1])
    checkpoint.save(path, tensors, earlier)


def other_scores(path: Path) -> None:
    tensors, card = checkpoint.load(path)
    first = card.passes[0]
    changed = replace(first, test=replace(first.test, misses=first.test.misses - 1))
    checkpoint.save(path, tensors, replace(card, passes=(changed,)))


def no_run(path: Path) -> None:
    tensors, card = checkpoint.load(path)
    checkpoint.save(path, tensors, Card(card.network))


@pytest.mark.parametrize("change", [other_numbers, other_seed, other_scores, no_run])
def test_weights_of_something_else_are_not_lost_to_a_resumed_run(
    data: Dataset, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    output = tmp_path / "run.safetensors"
    list(Run(RECIPE_1989, data, output).train())
    state = checkpoint.load(output.with_suffix(".state"))
    change(output)
    before = output.read_bytes()
    with pytest.raises(UserError, match="holds other weights than the run in"):
        Run(RECIPE_1989, data, output, resume=True)
    assert output.read_bytes() == before
    Run(RECIPE_1989, data, output, resume=True, overwrite=True)
    assert checkpoint.load(output)[1] == state[1]
