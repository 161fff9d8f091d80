"""Figures and tables: every run is in them, and the committed ones are up to date."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.support.paths import ROOT
from trainer.errors import UserError
from trainer.studies import report
from trainer.studies.figures import Row, dots, standalone
from trainer.studies.report import Line

SVG = "{http://www.w3.org/2000/svg}"
ROWS = [
    Row("A & B", (0.05, 0.05, 0.061), ((0.042, "A paper"),)),
    Row("C", (0.049,)),
]


def test_a_figure_has_a_dot_for_each_run() -> None:
    figure = ElementTree.fromstring(dots("some", "A title", ROWS))
    assert len(figure.findall(f"{SVG}circle")) == 4
    assert figure.attrib["aria-labelledby"] == "some-title some-words"
    assert figure.findtext(f"{SVG}title") == "A title"
    words = figure.findtext(f"{SVG}desc") or ""
    assert words.startswith("A & B: 5.37% ± ")
    assert "A paper: 4.20%" in words
    centres = {(dot.attrib["cx"], dot.attrib["cy"]) for dot in figure.findall(f"{SVG}circle")}
    assert len(centres) == 4  # equal results stand on each other


def test_a_standalone_figure_has_its_styles() -> None:
    figure = ElementTree.fromstring(standalone(dots("some", "A title", ROWS)))
    assert figure.find(f"{SVG}style") is not None


def test_a_line_ranks_the_published_error() -> None:
    line = Line("usps", "Zip codes", (101 / 2007, 102 / 2007, 110 / 2007), 0.01)
    assert line.place == ("LeCun et al. 1989: 5.08%; 2 of our 3 runs are as good or better")
    assert Line("other", "Other", (0.1,), 0.01).place == ""


def test_only_the_marked_blocks_are_replaced(tmp_path: Path) -> None:
    tables = tmp_path / "results.md"
    marks = "".join(
        f"<!-- report: {name} -->\nold\n<!-- end -->\ntext\n" for name in report.blocks()
    )
    tables.write_text("before\n" + marks)
    report.write(tables)
    once = tables.read_text()
    assert "old" not in once
    assert once.startswith("before\n")
    assert once.count("text\n") == len(report.blocks())
    report.write(tables)
    assert tables.read_text() == once
    tables.write_text("nothing")
    with pytest.raises(UserError, match="put these two lines back"):
        report.write(tables)


def test_the_tables_and_the_figures_are_those_of_the_results(tmp_path: Path) -> None:
    tables = tmp_path / "docs" / "results.md"
    tables.parent.mkdir()
    tables.write_bytes((ROOT / "docs" / "results.md").read_bytes())
    for path in report.write(tables):
        committed = ROOT / path.relative_to(tmp_path)
        assert committed.read_bytes() == path.read_bytes(), "run: python -m trainer report"
