"""Separate the ink of a picture from its background."""

import numpy as np

from trainer.photo.areas import Grey

MIN_SIDE = 4
"""A picture with a shorter side, in pixels, is refused."""
EXTREME_QUANTILE = 0.005
"""This quantile stands for the darkest level, its complement for the lightest."""
SHADING_ROUNDS = 3
"""How often the shading is fitted to what is not ink by then, and subtracted."""
MIN_PAPER_PIXELS = 12
"""With fewer pixels of paper no shading is fitted: twice the coefficients of its surface."""
HISTOGRAM_BINS = 256
"""Bins of the histogram in which the threshold between paper and ink is found."""
MIN_CONTRAST = 24
"""Grey levels, of 255, by which ink must differ from its background, at least."""
MIN_CONTRAST_TO_NOISE = 5
"""Standard deviations of the background by which ink must differ from it, at least."""
MAX_INK_SHARE = 0.6
"""A picture with a larger share of ink shows no digit."""
NOISE_FLOOR = 2.5
"""Differences of up to this many standard deviations of the background are paper."""


class NoDigitError(Exception):
    """The picture shows no digit; the message says what was found instead."""


def extract_ink(pixels: Grey) -> Grey:
    """Return the ink (height, width) of a picture: 0 at the background's level, 1 at the ink's.

    Ink may be darker or lighter than its background. Raise NoDigitError for a picture that is too
    small, without contrast, or mostly ink.
    """
    height, width = pixels.shape
    if min(height, width) < MIN_SIDE:
        raise NoDigitError(f"it is only {width}×{height} pixels")
    usual = float(np.median(pixels))
    darkest, lightest = np.quantile(pixels, [EXTREME_QUANTILE, 1 - EXTREME_QUANTILE])
    sign = 1.0 if usual - darkest >= lightest - usual else -1.0
    difference = sign * (usual - pixels)
    # Shading: a quadratic surface, fitted to the paper by least squares in a few iterations.
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    surface = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)
    for _ in range(SHADING_ROUNDS):
        paper = (difference < otsu(difference)).reshape(-1)
        if np.count_nonzero(paper) < MIN_PAPER_PIXELS:
            break
        flat = difference.reshape(-1)
        shading = np.linalg.lstsq(surface[paper], flat[paper], rcond=None)[0]
        difference = difference - (surface @ shading).reshape(height, width)
    threshold = otsu(difference)
    ink, paper_levels = difference[difference >= threshold], difference[difference < threshold]
    if not len(ink) or not len(paper_levels):
        raise NoDigitError("it is blank")
    level, noise = float(np.median(ink)), float(np.std(paper_levels))
    if level < max(MIN_CONTRAST, MIN_CONTRAST_TO_NOISE * noise):
        raise NoDigitError("nothing in it stands out from the background")
    if len(ink) > MAX_INK_SHARE * pixels.size:
        raise NoDigitError("most of it is ink")
    floor = NOISE_FLOOR * noise
    return np.clip((difference - floor) / (level - floor), 0, 1)


def otsu(values: Grey) -> float:
    """Return the threshold between two classes of least within-class variance (Otsu 1979)."""
    counts, edges = np.histogram(values, HISTOGRAM_BINS)
    centres = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * centres)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return float(edges[1 + np.nanargmax(np.where((below > 0) & (above > 0), between, -1))])
