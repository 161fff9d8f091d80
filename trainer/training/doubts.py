"""What is said of a run that goes wrong, before it has taken all its time."""

from collections.abc import Sequence

from trainer.training.records import PassRecord

GROWTH = 2.0
"""So many times the least loss so far is no fluctuation any more."""


def doubt(records: Sequence[PassRecord], one_answer: float, learning_rate: float) -> str:
    """Return a sentence if the last pass has learned nothing, or undone what was learned; or "".

    ``one_answer`` is the training loss of the best single answer to all images.
    """
    losses = [record.train.loss for record in records]
    if losses[-1] > GROWTH * min(losses):
        return (
            f"The loss grows again, from {min(losses):.3g} to {losses[-1]:.3g}: the learning rate "
            f"{learning_rate:g} is too high."
        )
    if losses[-1] >= one_answer:
        return (
            f"Nothing is learned so far: one answer to all images has a loss of {one_answer:.3g}, "
            f"this network {losses[-1]:.3g}; the learning rate {learning_rate:g} may be too high."
        )
    return ""
