"""The studies' results for the page's section “What is true”, drawn when the page is built."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from trainer.studies import report
from trainer.studies.report import Line


@dataclass(frozen=True)
class StudyResults:
    """Lines of results, and figures of them as SVG."""

    distributions: list[Line]
    ladder: list[Line]
    flips: list[Line]
    figures: Mapping[str, Markup]


def gather() -> StudyResults:
    """Read the results in ``results/``; lists are empty where nothing has been run."""
    figures = {name: Markup(svg) for name, svg in report.figures().items()}
    return StudyResults(report.distributions(), report.ladder(), report.flips(), figures)
