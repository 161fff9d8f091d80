"""Every command with limited encodings, in narrow terminals, in pipes, and interrupted."""

import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import typer
from PIL import Image

import builder.app
import trainer.commands.app
from builder import site
from tests.support.commands import run
from tests.support.paths import ROOT, WEIGHTS
from trainer.commands.command_line import PIPE_CLOSED

WEIGHTS_1989 = WEIGHTS / "zipcode-1989" / "1989.safetensors"
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:[349]\d|10\d)[\d;]*m")  # bold and italic are none


@pytest.fixture
def digit(tmp_path: Path) -> Path:
    """Write a picture whose name looks like markup."""
    ink = np.full((100, 100), 255, np.uint8)
    ink[20:80, 45:55] = 0
    folder = tmp_path / "[bold]:smile:d["
    folder.mkdir()
    path = folder / "b].png"
    Image.fromarray(ink).save(path)
    return path


# Work for every command, in a folder of its own, and how it ends.
WORK: dict[tuple[str, str], tuple[str, int]] = {
    ("trainer", "fetch"): ("mnist --from nowhere", 2),
    ("trainer", "train"): ("zipcode-1989 --passes 1 --output w.safetensors", 0),
    ("trainer", "evaluate"): ("{weights}", 0),
    ("trainer", "predict"): ("{digit}", 0),
    ("trainer", "plot"): ("{weights} --layer H1 --output plots", 0),
    ("trainer", "calibrate"): ("{weights}", 2),  # of data that has not been fetched
    ("trainer", "gradcheck"): ("zipcode-1989", 0),
    ("trainer", "summary"): ("lenet5", 0),
    ("trainer", "export"): ("{weights} --output w.json", 0),
    ("trainer", "import"): ("nothing.npz", 2),
    ("trainer", "study"): ("mnist-first --seeds 1 --passes 1", 0),
    ("trainer", "report"): ("--results {results}", 0),
    ("builder", "build"): ("", 0),
    ("builder", "modules"): ("--output js", 0),
}
APPS = {"trainer": trainer.commands.app.app, "builder": builder.app.app}
COMMANDS = [
    (program, name)
    for program, app in APPS.items()
    for name in getattr(typer.main.get_command(app), "commands", {})
]
SLOW = {("trainer", "plot"), ("trainer", "gradcheck"), ("builder", "modules")}


@pytest.fixture
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an empty folder, without fetched data; the page, which takes seconds, is left out."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(site, "render", lambda *_, **__: "<!doctype html>")
    monkeypatch.setenv("LENET_DATA", str(tmp_path / "no-data"))


def work(program: str, command: str, digit: Path) -> tuple[list[str], int]:
    """Return a command's arguments, in which paths may have blanks, and how it ends."""
    arguments, code = WORK[program, command]
    paths = {"digit": digit, "weights": WEIGHTS_1989, "results": ROOT / "results"}
    return [part.format(**paths) for part in arguments.split()], code


def test_there_is_work_for_every_command() -> None:
    assert set(WORK) == set(COMMANDS)


@pytest.mark.usefixtures("_elsewhere")
@pytest.mark.parametrize(("program", "command"), COMMANDS)
def test_work_in_ascii_in_a_narrow_terminal_without_colour(
    program: str, command: str, digit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.setenv("TERM", "xterm-256color")
    given, code = work(program, command, digit)
    result = run(program, command, *given, encoding="ascii", terminal=True)
    assert result.code == code, result.stderr
    assert not COLOUR.search(result.stdout + result.stderr)


@pytest.mark.usefixtures("_elsewhere")
@pytest.mark.parametrize(("program", "command"), [each for each in COMMANDS if each not in SLOW])
def test_work_whose_reader_has_left(program: str, command: str, digit: Path) -> None:
    """As in ``| head -0``: the end is silent, whether it comes early or nothing is said."""
    given, code = work(program, command, digit)
    result = run(program, command, *given, encoding="cp1252", closed=True)
    if code:
        assert (result.code, result.stderr.count("\n")) == (code, 1)
    else:
        assert result.code in {0, 1, PIPE_CLOSED}, result.stderr
        assert result.stderr == ""


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
@pytest.mark.parametrize("words", ["--help", "--no-such-option"])
@pytest.mark.parametrize(("program", "command"), [*COMMANDS, ("trainer", ""), ("builder", "")])
def test_help_and_refusals_are_printable(
    program: str, command: str, words: str, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    result = run(program, *filter(None, [command]), words, encoding=encoding)
    assert result.code == (0 if words == "--help" else 2)
    assert "\x1b" not in result.stdout + result.stderr
    assert result.stdout if words == "--help" else result.stderr.startswith("error: ")


def test_a_file_name_is_not_parsed_as_markup(digit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "500")  # a long path would be wrapped within the file's name
    result = run("trainer", "predict", digit, digit.with_name("x][red].png"))
    assert "[bold]:smile:d[/b].png" in result.stdout
    assert "[bold]:smile:d[/x][red].png: no digit read" in result.stderr


def test_a_closed_pipe_is_no_error() -> None:
    python = shlex.quote(sys.executable)
    command = f"{python} -m trainer --help | head -1 >/dev/null; echo ${{PIPESTATUS[0]}}"
    result = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() in {"0", "1", "141"}
    assert result.stderr == ""


@pytest.mark.parametrize("program", ["trainer", "builder"])
def test_an_interrupt_during_imports_prints_one_word(program: str) -> None:
    script = (
        "import builtins, os, signal, sys\n"
        # Which is ignored in what a shell runs in the background.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "usual = builtins.__import__\n"
        "def interrupted(name, *arguments, **named):\n"
        "    if name == 'typer':\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "    return usual(name, *arguments, **named)\n"
        "builtins.__import__ = interrupted\n"
        f"sys.argv = ['{program}', '--help']\n"
        f"import runpy; runpy.run_module('{program}', run_name='__main__')\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (128 + signal.SIGINT, "Stopped.\n")
