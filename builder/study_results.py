"""The studies' results for the page's section “What is true”, drawn when the page is built."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from trainer.studies import report, results
from trainer.studies.report import Line


@dataclass(frozen=True)
class StudyResults:
    """Lines of results, and figures of them as SVG."""

    distributions: list[Line]
    ladder: list[Line]
    flips: list[Line]
    figures: Mapping[str, Markup]


def gather() -> StudyResults:
    """Read the results that come with the project; a study that was not run has no lines."""
    found = report.read(results.FOLDER)
    figures = {name: Markup(svg) for name, svg in report.figures(found).items()}
    return StudyResults(
        report.distributions(found), report.ladder(found), report.flips(found), figures
    )
