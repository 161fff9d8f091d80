"""The split of the thirty pen-stroke writers: twenty for training, ten held out.

Held-out writers are in no training set, so scores on their digits are scores on new writers. Of
the ten, five are for calibration and five for testing it. Writers are called ``pd-train-w01`` …
``pd-train-w30``.
"""


def is_held_out(writer: str) -> bool:
    """Return whether a writer is held out: every third is."""
    return int(writer[-2:]) % 3 == 0


def is_test_writer(writer: str) -> bool:
    """Return whether a held-out writer tests calibrations; the others are for fitting them."""
    return int(writer[-2:]) % 2 == 1
