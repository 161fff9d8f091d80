"""The studies' results as rows of figures and tables, for docs/results.md and for the page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from trainer.checkpoints.bundled import shipped
from trainer.checkpoints.checkpoint import load
from trainer.errors import UserError
from trainer.networks.registry import NETWORKS
from trainer.studies import results, tables
from trainer.studies.catalogue import STUDIES
from trainer.studies.figures import Row, dots, standalone
from trainer.studies.results import Result
from trainer.studies.statistics import Summary, summary
from trainer.studies.study import Study

TESTED = 2_007

# What others report, one run each, by the study or the arm that repeats it.
PUBLISHED: Mapping[str, tuple[float, str]] = {
    "mnist-first": (84 / TESTED, "Ismanto 2026"),
    "mnist-draws": (82 / TESTED, "Karpathy 2022"),
    "usps": (102 / TESTED, "LeCun et al. 1989"),
    "usps-newton": (102 / TESTED, "LeCun et al. 1989"),
    "softmax": (0.0438, "Karpathy 2022"),
    "step-adamw": (0.0359, "Karpathy 2022"),
    "step-shift": (0.0219, "Karpathy 2022"),
    "step-relu": (0.0159, "Karpathy 2022"),
}
DISTRIBUTIONS = ("mnist-first", "mnist-draws", "usps", "usps-newton")


@dataclass(frozen=True)
class Line:
    """An arm with its runs so far.

    Attributes:
        trained: mean training error, of images as they were trained on.
        difference: of test errors to the 1989 recipe's, seed by seed.

    """

    name: str
    title: str
    errors: tuple[float, ...]
    trained: float
    difference: Summary | None = None

    @property
    def summary(self) -> Summary:
        """The mean and spread of the errors."""
        return summary(self.errors)

    @property
    def published(self) -> tuple[float, str] | None:
        """The published error and its source, if there is one."""
        return PUBLISHED.get(self.name)

    @property
    def row(self) -> Row:
        """The line as a row of a figure."""
        return Row(self.title, self.errors, (self.published,) if self.published else ())

    @property
    def place(self) -> str:
        """The rank of the published error among our runs, in words."""
        if not self.published:
            return ""
        error, name = self.published
        at_least = sum(own <= error + 1e-9 for own in self.errors)
        return (
            f"{name}: {error:.2%}; {at_least} of our {len(self.errors)} runs are as good or better"
        )


Found = Mapping[str, Sequence[Result]]
"""The runs of every study by its name, in order; none of those that have not been run."""


def read(folder: Path) -> Found:
    """Read the results of all studies."""
    return {name: results.read(study, folder) for name, study in STUDIES.items()}


def line(found: Found, study: str, arm: str, title: str, seeds: int | None = None) -> Line | None:
    """Return an arm's line, or None below two runs; the baseline is the 1989 recipe."""
    runs = [run for run in found[study] if run.arm == arm][:seeds]
    if len(runs) < 2:
        return None
    baseline = {run.seed: run.test.error for run in found["mnist-draws"]}
    pairs = [run.test.error - baseline[run.seed] for run in runs if run.seed in baseline]
    difference = summary(pairs) if study in {"flips", "ladder"} and len(pairs) > 1 else None
    trained = sum(run.train.error for run in runs) / len(runs)
    return Line(arm, title, tuple(run.test.error for run in runs), trained, difference)


def distributions(found: Found) -> list[Line]:
    """Return the lines of the 1989 network on four data sets and splits."""
    lines = [line(found, name, name, STUDIES[name].title) for name in DISTRIBUTIONS]
    return [own for own in lines if own]


def ladder(found: Found) -> list[Line]:
    """Return the lines of the cumulative changes, from the 1989 recipe on."""
    steps = [
        line(found, "mnist-draws", "mnist-draws", "The recipe of 1989", seeds=10),
        line(found, "flips", "softmax", "Softmax and cross-entropy"),
        *(line(found, "ladder", arm.name, arm.title) for arm in STUDIES["ladder"].arms),
    ]
    return [step for step in steps if step]


def flips(found: Found) -> list[Line]:
    """Return the lines of the single changes."""
    lines = [line(found, "flips", arm.name, arm.title) for arm in STUDIES["flips"].arms]
    return [own for own in lines if own]


def figures(found: Found) -> dict[str, str]:
    """Draw the figures, as SVG by name."""
    titles = {
        "distributions": (
            "Test error in percent of the 1989 network: every dot is one seed, dashed lines are "
            "published numbers"
        ),
        "ladder": (
            "Test error in percent, from the recipe of 1989 to today's: every dot is one seed, "
            "dashed lines are published numbers"
        ),
    }
    rows = {"distributions": distributions(found), "ladder": ladder(found)}
    return {name: dots(name, titles[name], [own.row for own in rows[name]]) for name in titles}


def figure_of(study: Study, found: Sequence[Result]) -> str:
    """Return the test errors of a study's runs, a row for each arm, as SVG."""
    rows = [
        Row(arm.title, [run.test.error for run in found if run.arm == arm.name])
        for arm in study.arms
    ]
    return dots(study.name, f"{study.title}: test error in percent, every dot is one seed", rows)


def table(lines: list[Line], *, differences: bool = False) -> str:
    """Format lines as a Markdown table."""
    if not lines:
        return "*Not run yet: `python -m trainer study` runs it.*"
    rows = []
    for own in lines:
        found = own.summary
        end = own.place
        if differences:
            by = own.difference
            end = f"{100 * by.mean:+.2f} ± {100 * by.half_width:.2f} points" if by else ""
        rows.append(
            [
                own.title,
                str(found.count),
                f"{own.trained:.2%}",
                f"{found.mean:.2%} ± {100 * found.half_width:.2f}",
                f"{100 * found.deviation:.2f}",
                f"{100 * found.smallest:.2f}–{100 * found.largest:.2f} %",
                end,
            ]
        )
    last = "against 1989, same seed" if differences else "published"
    headings = ["", "seeds", "training error", "test error, mean ± 95 % interval", "s",
                "smallest–largest", last]  # fmt: skip
    return tables.markdown(headings, rows, "lrrrrrl")


def comparison(found: Found) -> str:
    """Format the comparison of LeNet-5's variants as a Markdown table."""
    runs = found["lenet5-mnist"]
    if not runs:
        return "*Not run yet: `python -m trainer study lenet5-mnist` runs it.*"
    return tables.of_study(STUDIES["lenet5-mnist"], runs).rstrip()


def lenet5(found: Found) -> str:
    """Format LeNet-5's errors beside those that Batmazoğlu reports, pass by pass."""
    runs = [run for run in found["lenet5-mnist"] if run.arm == "paper"]
    rows = [["Batmazoğlu", "4.68", "2.65", "2.03"]]
    if runs:
        first = tables.mean([run.first_test.error for run in runs])
        last = tables.mean([run.test.error for run in runs])
        ours = f"here, the same recipe, {len(runs)} seeds: mean ± standard deviation"
        rows.append([ours, first, "", last])
    return tables.markdown(["", "after pass 1", "2", "3"], rows, "lrrr")


def committed_weights() -> str:
    """Format the cards of the committed weights as a Markdown table."""
    paths = [path for network in NETWORKS for path in shipped(network)]
    return tables.of_weights([(f"{path.parent.name}/{path.stem}", load(path)[1]) for path in paths])


def blocks(found: Found) -> dict[str, str]:
    """Return the generated tables by name."""
    return {
        "distributions": table(distributions(found)),
        "ladder": table(ladder(found), differences=True),
        "flips": table(flips(found), differences=True),
        "lenet5": lenet5(found),
        "comparison": comparison(found),
        "weights": committed_weights(),
    }


def files(found: Found, document: Path) -> dict[Path, bytes]:
    """Return a Markdown file with its marked blocks written anew, and the figures beside it.

    Where there is no such file, it has nothing but the blocks. Raise UserError where a block's
    marks are missing.
    """
    tables_by_name = blocks(found)
    text = document.read_text("utf-8") if document.exists() else _blank(tables_by_name)
    for name, block in tables_by_name.items():
        start, end = f"<!-- report: {name} -->\n", "<!-- end -->"
        before, mark, rest = text.partition(start)
        if not mark or end not in rest:
            raise UserError(
                f"{document} has no block between `<!-- report: {name} -->` and `<!-- end -->`; "
                "put these two lines back where the table belongs"
            )
        text = f"{before}{start}\n{block}\n\n{end}{rest.partition(end)[2]}"
    lenet5_figure = figure_of(STUDIES["lenet5-mnist"], found["lenet5-mnist"])
    drawn = figures(found) | {"lenet5-mnist": lenet5_figure}
    pictures = {document.parent / f"{name}.svg": standalone(svg) for name, svg in drawn.items()}
    return {path: content.encode() for path, content in ({document: text} | pictures).items()}


def _blank(names: Iterable[str]) -> str:
    return "# Results\n" + "".join(f"\n<!-- report: {name} -->\n<!-- end -->\n" for name in names)
