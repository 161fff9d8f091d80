"""``report``: figures and tables from the results, into the README and docs/."""

from pathlib import Path

import typer

from trainer.studies import report as reports

ROOT = Path(__file__).parents[2]


def report() -> None:
    """Rewrite the README's tables and the figures in docs/ from results/."""
    for path in reports.write(ROOT / "README.md", ROOT / "docs"):
        typer.echo(path)
