"""Connected components of a mask."""

import numpy as np
from numpy.typing import NDArray


def label(mask: NDArray[np.bool_]) -> tuple[NDArray[np.intp], int]:
    """Number the pieces of a (height, width) mask, neighbours in eight directions, from 1.

    Returns the numbers (0 outside the mask) and how many pieces there are. Runs of a row are
    joined to the runs of the row above that they touch.
    """
    height, width = mask.shape
    parent: list[int] = [0]

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    labels = np.zeros((height, width), np.intp)
    above: list[tuple[int, int, int]] = []
    for row in range(height):
        steps = np.flatnonzero(np.diff(np.concatenate([[0], mask[row].astype(np.int8), [0]])))
        runs = []
        for start, end in steps.reshape(-1, 2).tolist():
            touched = [number for first, last, number in above if first <= end and start <= last]
            if touched:
                number = min(root(other) for other in touched)
                for other in touched:
                    parent[root(other)] = number
            else:
                number = len(parent)
                parent.append(number)
            labels[row, start:end] = number
            runs.append((start, end, number))
        above = runs
    roots = np.array([root(number) for number in range(len(parent))])
    kept, numbered = np.unique(roots[roots > 0], return_inverse=True)
    table = np.zeros(len(parent), np.intp)
    table[roots > 0] = numbered + 1
    return table[labels], len(kept)
