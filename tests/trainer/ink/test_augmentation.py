"""Augmentation: each distortion by itself, and reproducible random numbers."""

import numpy as np
import pytest

from trainer.datasets.mnist import load_mnist_first
from trainer.ink.augmentation import (
    CHUNK,
    Augmentation,
    affine_positions,
    augment,
    change_thickness,
    elastic_field,
    sample_bilinear,
)
from trainer.ink.framing import CENTRE_OF_MASS

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


def test_a_rotation_keeps_distances_and_turns_both_ways() -> None:
    rng = np.random.default_rng(0)
    x, y = affine_positions(Augmentation(rotation=30), rng, 50, 28, 28)
    v, u = np.mgrid[0:28, 0:28] - CENTRE_OF_MASS
    x, y = x - CENTRE_OF_MASS, y - CENTRE_OF_MASS
    np.testing.assert_allclose(np.hypot(x, y), np.broadcast_to(np.hypot(u, v), x.shape), atol=1e-4)
    turned = np.rad2deg(np.arctan2(y[:, 14, 20], x[:, 14, 20]))
    assert -30 <= turned.min() < -20
    assert 20 < turned.max() <= 30


@pytest.mark.parametrize("width", [2.0, 4.0])
def test_elastic_displacements_are_as_smooth_as_their_gaussian(width: float) -> None:
    """Neighbours d pixels apart correlate by exp(−d² / 4σ²): the Gaussian with itself."""
    ranges = Augmentation(elastic=34, elastic_width=width)
    dx, dy = elastic_field(ranges, np.random.default_rng(0), 400, 60, 60)
    for field in (dx, dy):
        inside = field[:, 20:40, 20:40].astype(float)
        deviation = 34 / np.sqrt(3) / (2 * np.sqrt(np.pi) * width)
        assert inside.std() == pytest.approx(deviation, rel=0.05)
        for distance in (2, 4):
            near = (inside[:, :, distance:] * inside[:, :, :-distance]).mean() / inside.var()
            assert near == pytest.approx(np.exp(-(distance**2) / (4 * width**2)), abs=0.05)
