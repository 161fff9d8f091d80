"""Augmentation: each distortion by itself, and reproducible random numbers."""

import numpy as np
import pytest

from trainer.datasets.mnist import load_mnist_first
from trainer.ink.augmentation import CHUNK, Augmentation, augment, change_thickness, sample_bilinear

ALL = Augmentation(
    rotation=15, shift=2, scale=0.1, stretch=0.1, shear=0.2, elastic=34, thickness=0.5
)


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    return load_mnist_first().test_images[: CHUNK + 20]


def test_without_ranges_images_are_unchanged(images: np.ndarray) -> None:
    np.testing.assert_array_equal(augment(images, Augmentation(), 1, 0), images)


def test_augmentation_depends_on_seed_and_pass_alone(images: np.ndarray) -> None:
    once = augment(images, ALL, 7, 3)
    np.testing.assert_array_equal(once, augment(images, ALL, 7, 3))
    assert not np.array_equal(once, augment(images, ALL, 7, 4))
    assert not np.array_equal(once, augment(images, ALL, 8, 3))
    assert not np.array_equal(once[:20], once[CHUNK:])


def test_ink_keeps_its_amount_and_place(images: np.ndarray) -> None:
    """Compare the amount and the centre of ink before and after, approximately."""
    changed = augment(images, ALL, 7, 3).astype(float)
    ink, before = changed.sum((1, 2)), images.astype(float).sum((1, 2))
    assert 0.85 < np.median(ink / before) < 1.15
    middle = (changed.sum(1) @ np.arange(28)) / ink
    assert np.abs(middle - 14).mean() < 2


def test_sampling_between_pixels() -> None:
    image = np.array([[[0, 10], [20, 30]]], np.float32)
    x = np.array([[[0.5, 0.0, 1.0, -0.5, -9.0]]], np.float32)
    y = np.array([[[0.5, 0.25, 1.0, 1.0, 0.0]]], np.float32)
    assert sample_bilinear(image, x, y).ravel().tolist() == [15, 5, 30, 10, 0]


def test_thickness_by_hand() -> None:
    """A dot is dilated to a cross, or eroded."""
    dot = np.zeros((3, 5, 5), np.float32)
    dot[:, 2, 2] = 100
    more, less, same = change_thickness(dot, np.array([0.5, -1, 0], np.float32)[:, None, None])
    assert (more[2, 1], more[1, 2], more[2, 2], more[1, 1]) == (50, 50, 100, 0)
    assert less.max() == 0
    np.testing.assert_array_equal(same, dot[0])


def test_a_share_of_the_images_is_unchanged(images: np.ndarray) -> None:
    changed = augment(images, Augmentation(rotation=20, share=0.6), 1, 0)
    same = (changed == images).all((1, 2))
    assert 0.3 < same.mean() < 0.5


def test_every_distortion_changes_images(images: np.ndarray) -> None:
    for kind in ("rotation", "shift", "scale", "stretch", "shear", "elastic", "thickness"):
        amount = {"rotation": 20.0, "shift": 2.0, "elastic": 34.0}.get(kind, 0.3)
        changed = augment(images[:5], Augmentation(**{kind: amount}), 1, 0)
        assert (changed != images[:5]).any((1, 2)).all(), kind
