"""The width of the strokes in a picture, and their dilation."""

import numpy as np

from trainer.photo.areas import Grey


def dilate(values: Grey, radius: float) -> Grey:
    """Return the greyscale dilation by a disc of ``radius`` pixels with a soft rim."""
    reach = int(np.ceil(radius))
    padded = np.pad(values, reach)
    height, width = values.shape
    result = values.copy()
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            share = min(max(radius + 1 - float(np.hypot(dx, dy)), 0.0), 1.0)
            if share > 0:
                moved = padded[reach + dy : reach + dy + height, reach + dx : reach + dx + width]
                np.maximum(result, moved * share, out=result)
    return result


def stroke_width(ink: Grey) -> float:
    """Return the mean width of the strokes in pixels: twice the area over the outline's length.

    ``ink`` is (height, width), 0…1, and not blank.
    """
    padded = np.pad(ink, 1)
    across, down = np.diff(padded, axis=1), np.diff(padded, axis=0)
    # The length of the outline is the sum of the gradient's magnitude.
    outline = np.hypot(across[:-1], down[:, :-1]).sum()
    return float(2 * ink.sum() / outline)
