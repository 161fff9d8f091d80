"""The background of a picture, and the ink on it."""

import numpy as np

from trainer.photo.areas import Grey

CONTRAST = 24.0
"""Grey levels of 255 by which ink must differ from its background, and noises of it: 5."""
FULL = 0.6
"""Ink that covers more of the picture than this is no digit."""


class NoDigitError(Exception):
    """The picture shows no digit; the message says what was found instead."""


def without_background(pixels: Grey) -> Grey:
    """Ink 0…1: 0 at the background's level, 1 at the ink's. Raise NoDigitError without contrast."""
    height, width = pixels.shape
    if min(height, width) < 4:
        raise NoDigitError(f"it is only {width}×{height} pixels")
    usual = float(np.median(pixels))
    darkest, lightest = np.percentile(pixels, [0.5, 99.5])
    sign = 1.0 if usual - darkest >= lightest - usual else -1.0
    difference = sign * (usual - pixels)
    # Shading: a surface of second degree through what is not ink, found in a few rounds.
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    surface = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)
    for _ in range(3):
        paper = (difference < otsu(difference)).reshape(-1)
        if np.count_nonzero(paper) < 12:
            break
        flat = difference.reshape(-1)
        shading = np.linalg.lstsq(surface[paper], flat[paper], rcond=None)[0]
        difference = difference - (surface @ shading).reshape(height, width)
    threshold = otsu(difference)
    ink, paper_levels = difference[difference >= threshold], difference[difference < threshold]
    if not len(ink) or not len(paper_levels):
        raise NoDigitError("it is blank")
    level, noise = float(np.median(ink)), float(np.std(paper_levels))
    if level < max(CONTRAST, 5 * noise):
        raise NoDigitError("nothing in it stands out from the background")
    if len(ink) > FULL * pixels.size:
        raise NoDigitError("most of it is ink")
    floor = min(2.5 * noise, level / 2)
    return np.clip((difference - floor) / (level - floor), 0, 1)


def otsu(values: Grey) -> float:
    """The threshold that parts ``values`` into two classes of least variance (Otsu 1979)."""
    counts, edges = np.histogram(values, 256)
    centres = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * centres)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return float(edges[1 + np.nanargmax(np.where((below > 0) & (above > 0), between, -1))])
