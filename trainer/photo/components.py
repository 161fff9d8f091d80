"""Connected components of a mask."""

import numpy as np
from numpy.typing import NDArray


def label(mask: NDArray[np.bool_]) -> tuple[NDArray[np.intp], int]:
    """Label the 8-connected components of a (height, width) mask from 1, in reading order.

    Return the labels (height, width), 0 outside the mask, and the number of components. Each run
    of a row is joined to the runs of the row above that it touches (union–find).
    """
    height = len(mask)
    parent: list[int] = [0]

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    labels = np.zeros(mask.shape, np.intp)
    steps = np.diff(np.pad(mask.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    rows, columns = np.nonzero(steps)  # row by row: where a run starts, where it ends, …
    runs: list[list[tuple[int, int, int]]] = [[] for _ in range(height + 1)]
    for row, start, end in np.stack([rows[::2], columns[::2], columns[1::2]], axis=1).tolist():
        above = runs[row - 1]  # of the first row: the extra last list, which stays empty
        touched = [number for first, last, number in above if first <= end and start <= last]
        if touched:
            number = min(root(other) for other in touched)
            for other in touched:
                parent[root(other)] = number
        else:
            number = len(parent)
            parent.append(number)
        labels[row, start:end] = number
        runs[row].append((start, end, number))
    roots = np.array([root(number) for number in range(len(parent))])
    kept, numbered = np.unique(roots[roots > 0], return_inverse=True)
    table = np.zeros(len(parent), np.intp)
    table[roots > 0] = numbered + 1
    return table[labels], len(kept)
