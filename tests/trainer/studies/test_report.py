"""Figures and tables: every run is in them, and the committed ones are up to date."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.support.commands import run
from tests.support.paths import ROOT
from trainer.errors import UserError
from trainer.studies import report, results
from trainer.studies.catalogue import STUDIES
from trainer.studies.figures import Row, dots, standalone
from trainer.studies.report import Line

SVG = "{http://www.w3.org/2000/svg}"
COMMITTED = report.read(results.FOLDER)
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
        f"<!-- report: {name} -->\nold\n<!-- end -->\ntext\n" for name in report.blocks(COMMITTED)
    )
    tables.write_text("before\n" + marks)
    once = report.files(COMMITTED, tables)[tables].decode()
    assert "old" not in once
    assert once.startswith("before\n")
    assert once.count("text\n") == len(report.blocks(COMMITTED))
    tables.write_text(once)
    assert report.files(COMMITTED, tables)[tables].decode() == once
    tables.write_text("nothing")
    with pytest.raises(UserError, match="put these two lines back"):
        report.files(COMMITTED, tables)


def test_the_tables_and_the_figures_are_those_of_the_results() -> None:
    for path, data in report.files(COMMITTED, ROOT / "docs" / "results.md").items():
        assert path.read_bytes() == data, "run: python -m trainer report"


def test_elsewhere_the_command_reads_and_writes_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for someone who has installed the package, and run one study."""
    monkeypatch.chdir(tmp_path)
    nothing = run("trainer", "report")
    assert nothing.code == 2
    assert nothing.stderr.startswith("error: there are no results in results; run `python -m")
    assert list(tmp_path.iterdir()) == []

    results.write(STUDIES["usps"], results.read(STUDIES["usps"]), Path("results"))
    written = run("trainer", "report").stdout.split()
    assert written[0] == str(Path("docs", "results.md"))
    assert {*written} == {str(p.relative_to(tmp_path)) for p in tmp_path.glob("docs/*")}
    text = Path("docs", "results.md").read_text("utf-8")
    assert "LeCun et al. 1989: 5.08%" in text
    assert "*Not run yet: `python -m trainer study` runs it.*" in text
