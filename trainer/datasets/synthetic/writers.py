"""The split of the thirty pen-stroke writers: twenty for training, ten held out.

Held-out writers are not in any training set, so scores on their digits are scores on new writers.
Writers are called ``pd-train-w01`` … ``pd-train-w30``.
"""


def is_held_out(writer: str) -> bool:
    """Return whether a writer is held out: every third is."""
    return int(writer[-2:]) % 3 == 0
