"""Recipes as JSON: nothing is lost, and defaults are left out."""

from dataclasses import replace

import pytest

from trainer.ink.augmentation import Augmentation
from trainer.json_fields import Fields
from trainer.training.recipes import RECIPES, Recipe


@pytest.mark.parametrize("key", list(RECIPES), ids="/".join)
def test_a_recipe_is_read_back_as_it_was_written(key: tuple[str, str]) -> None:
    recipe = RECIPES[key]
    assert key == (recipe.network, recipe.name)
    assert Recipe.from_json(Fields(recipe.to_json(), "it")) == recipe


def test_defaults_are_left_out_and_all_else_is_kept() -> None:
    plain = RECIPES["zipcode-1989", "1989"]
    optional = {
        "variant": {"bias": "map"},
        "optimizer_options": {"decay": 0.5},
        "schedule": "cosine",
        "warm_up": 2.0,
        "averaging": 0.5,
        "augmentation": Augmentation(shift=1),
        "significant_bits": 9,
    }
    assert not set(optional) & set(plain.to_json())
    for name, value in optional.items():
        changed = replace(plain, **{name: value})  # type: ignore[arg-type]
        assert set(changed.to_json()) - set(plain.to_json()) == {name}
        assert Recipe.from_json(Fields(changed.to_json(), "it")) == changed
