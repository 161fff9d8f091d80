"""The USPS zip-code digits, as *The Elements of Statistical Learning* publishes them.

One line for each image: the label, then 16 × 16 grey levels from −1 (paper) to +1 (ink), row by
row. The split is that of the 1989 paper: 7,291 training and 2,007 test images.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.errors import UserError, printable

SIZE = 16
# Images of each digit 0–9, as the data's own description (zip.info.txt) counts them.
COUNTS = {
    "zip.train": (1194, 1005, 731, 658, 652, 556, 664, 645, 542, 644),
    "zip.test": (359, 264, 198, 166, 200, 160, 170, 147, 166, 177),
}


def parse_usps(data: bytes, name: str) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Parse a decompressed zip-code file; return images (N, 16, 16) in [−1, +1] and labels (N,).

    Raise UserError naming the first line that is not such an image.
    """
    lines = data.decode("ascii", errors="replace").splitlines()
    rows = []
    for number, line in enumerate(lines, start=1):
        fields = line.split()
        if len(fields) != 1 + SIZE * SIZE:
            raise UserError(
                f"{name}, line {number}, has {len(fields)} numbers, but a label and "
                f"{SIZE * SIZE} grey levels were expected; fetch the file again."
            )
        try:
            rows.append(np.array(fields, np.float64))
        except ValueError as error:
            raise UserError(
                f"{name}, line {number}, holds something that is no number "
                f"({printable(str(error))}); "
                "fetch the file again."
            ) from error
    table = np.array(rows).reshape(-1, 1 + SIZE * SIZE)
    labels, values = table[:, 0], table[:, 1:]
    _refuse_rows(~np.isin(labels, range(10)), name, "a label that is not a digit 0–9")
    _refuse_rows(~(np.abs(values) <= 1).all(axis=1), name, "a grey level outside −1…+1")
    return values.astype(np.float32).reshape(-1, SIZE, SIZE), labels.astype(np.int64)


def check_usps_counts(labels: NDArray[np.int64], name: str) -> None:
    """Raise UserError unless each digit is as frequent in ``labels`` as in the published file."""
    found = tuple(np.bincount(labels, minlength=10).tolist())
    if found != COUNTS[name]:
        raise UserError(
            f"{name} has {sum(found)} images, of the digits 0–9 {found}; expected are "
            f"{sum(COUNTS[name])}: {COUNTS[name]}; fetch it again."
        )


def _refuse_rows(bad: Any, name: str, what: str) -> None:
    """Raise UserError for the first row where ``bad`` (N,) is true."""
    if bad.any():
        raise UserError(
            f"{name}, line {int(bad.argmax()) + 1}, has {what}; labels 0–9 and grey levels "
            "−1…+1 were expected: fetch the file again."
        )
