"""Results as Markdown tables: the one writer of them."""

from collections.abc import Sequence

from trainer.checkpoints.card import Card
from trainer.studies.results import Result
from trainer.studies.statistics import summary
from trainer.studies.study import Study


def markdown(headings: Sequence[str], rows: Sequence[Sequence[str]], align: str) -> str:
    """Return a Markdown table; ``align`` has ``l`` or ``r`` for each column."""
    marks = [{"l": "---", "r": "--:"}[letter] for letter in align]
    lines = [f"| {' | '.join(cells)} |" for cells in (headings, *rows)]
    return "\n".join([lines[0], f"|{'|'.join(marks)}|", *lines[1:]])


def of_study(study: Study, results: Sequence[Result]) -> str:
    """Return the arms of a study, a row each: test error after the first and the last pass."""
    rows = []
    for arm in study.arms:
        runs = [run for run in results if run.arm == arm.name]
        if runs:
            seconds = sum(run.seconds for run in runs) / len(runs)
            first = mean([run.first_test.error for run in runs])
            last = mean([run.test.error for run in runs])
            rows.append([arm.title, str(len(runs)), first, last, f"{seconds:.0f}"])
    headings = ["", "seeds", "after pass 1, %", "at the end, %", "seconds"]
    return (
        f"{study.title}. Test error, mean ± standard deviation; seconds of one core a run.\n\n"
        f"{markdown(headings, rows, 'lrrrr')}\n"
    )


def of_weights(weights: Sequence[tuple[str, Card]]) -> str:
    """Return a row for each title and card: how it was trained, and what it misreads."""
    rows = []
    for title, card in weights:
        recipe, strokes = card.recipe, card.stroke_score
        trained = [recipe.data, str(recipe.passes), str(recipe.seed)] if recipe else [""] * 3
        test = card.passes[-1].test if card.passes else None
        rows.append(
            [
                title,
                *trained,
                f"{test.misses} of {test.images:,}, {test.error:.2%}" if test else "",
                f"{strokes.misses} of {strokes.digits:,}, {strokes.misses / strokes.digits:.2%}"
                if strokes
                else "",
                f"{1 - strokes.accepted / strokes.digits:.1%}" if strokes else "",
                f"{strokes.accepted_right / max(strokes.accepted, 1):.1%}" if strokes else "",
            ]
        )
    headings = ["weights", "trained on", "passes", "seed", "test images misread",
                "strokes misread", "not sure", "of what it accepts, right"]  # fmt: skip
    return markdown(headings, rows, "llrrrrrr")


def mean(errors: Sequence[float]) -> str:
    """Return the mean of errors (shares) in percent, with its spread where there is one."""
    found = summary(errors)
    spread = f" ± {100 * found.deviation:.2f}" if found.count > 1 else ""
    return f"{100 * found.mean:.2f}{spread}"
