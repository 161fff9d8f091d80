"""``report``: figures and tables from the results, into docs/."""

from pathlib import Path

import typer

from trainer.studies import report as reports

ROOT = Path(__file__).parents[2]


def report() -> None:
    """Rewrite the tables of docs/results.md and the figures beside it from results/."""
    for path in reports.write(ROOT / "docs" / "results.md"):
        typer.echo(path)
