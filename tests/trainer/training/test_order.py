"""The order of the images in a pass, and its mini-batches."""

from dataclasses import replace

import numpy as np

from trainer.training.order import mini_batches, presentation_order
from trainer.training.recipes import RECIPES

CONSTANT = replace(RECIPES["zipcode-1989", "1989"], batch_size=4)
SHUFFLED = replace(CONSTANT, order="shuffled")


def test_a_constant_order_is_that_of_the_file_in_every_pass() -> None:
    for number in (0, 5):
        assert presentation_order(CONSTANT, number, 7).tolist() == list(range(7))


def test_a_shuffled_order_depends_on_seed_and_pass_alone() -> None:
    order = presentation_order(SHUFFLED, 0, 50)
    assert sorted(order) == list(range(50))
    assert (order == presentation_order(SHUFFLED, 0, 50)).all()
    assert (order != presentation_order(SHUFFLED, 1, 50)).any()
    assert (order != presentation_order(replace(SHUFFLED, seed=7), 0, 50)).any()


def test_mini_batches_follow_the_order_and_the_last_is_smaller() -> None:
    images = np.arange(10)
    for recipe in (CONSTANT, SHUFFLED):
        batches = [images[batch] for batch in mini_batches(recipe, 3, 10)]
        assert [len(batch) for batch in batches] == [4, 4, 2]
        assert (np.concatenate(batches) == presentation_order(recipe, 3, 10)).all()
