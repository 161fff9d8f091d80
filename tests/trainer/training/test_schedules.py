"""Learning-rate schedules."""

from dataclasses import replace

import pytest

from trainer.training.recipes import RECIPES
from trainer.training.schedules import constant, cosine

RECIPE = replace(RECIPES["lenet5", "paper"], schedule="cosine", warm_up=2, passes=10)


def test_constant() -> None:
    assert constant(RECIPE, 0) == constant(RECIPE, 9.9) == 1


def test_cosine_warms_up_then_decays_to_0() -> None:
    shares = [cosine(RECIPE, progress) for progress in (0, 1, 2, 6, 10)]
    assert shares == pytest.approx([0, 0.5, 1, 0.5, 0])
