"""Every command with limited encodings, in narrow terminals, in pipes, and interrupted."""

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from builder import site
from tests.support.commands import run
from tests.support.paths import ROOT, WEIGHTS

WEIGHTS_1989 = WEIGHTS / "zipcode-1989" / "1989.safetensors"


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


COMMANDS: dict[str, list[str | Path]] = {
    "train": ["trainer", "train", "zipcode-1989", "--passes=1", "--output={tmp}/w.safetensors"],
    "evaluate": ["trainer", "evaluate", WEIGHTS_1989],
    "predict": ["trainer", "predict", "{digit}"],
    "summary": ["trainer", "summary", "lenet5"],
    "export": ["trainer", "export", WEIGHTS_1989, "--output", "{tmp}/w.json"],
    "help": ["trainer", "--help"],
    "build": ["builder", "build", "--output", "{tmp}/page.html"],
    "usage": ["trainer", "train", "no-such-network"],
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
@pytest.mark.parametrize("command", COMMANDS)
def test_output_is_printable_in_any_encoding(
    command: str, encoding: str, digit: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "30")
    # What a command computes is not the question, and a page takes seconds.
    monkeypatch.setattr(site, "render", lambda *_, **__: "<!doctype html>")
    program, *arguments = [
        str(part).replace("{tmp}", str(tmp_path)).replace("{digit}", str(digit))
        for part in COMMANDS[command]
    ]
    result = run(program, *arguments, encoding=encoding)
    assert result.code == (2 if command == "usage" else 0), result.stderr
    assert "\x1b" not in result.stdout + result.stderr


def test_a_file_name_is_not_parsed_as_markup(digit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "500")  # a long path would be wrapped within the file's name
    result = run("trainer", "predict", digit, digit.with_name("x][red].png"))
    assert "[bold]:smile:d[/b].png" in result.stdout
    assert "[bold]:smile:d[/x][red].png: no digit read" in result.stderr


def test_a_closed_pipe_is_no_error() -> None:
    command = f"{sys.executable} -m trainer --help | head -1 >/dev/null; echo ${{PIPESTATUS[0]}}"
    result = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() in {"0", "1", "141"}
    assert result.stderr == ""


@pytest.mark.parametrize("program", ["trainer", "builder"])
def test_an_interrupt_during_imports_prints_one_word(program: str) -> None:
    script = (
        "import builtins, os, signal, sys\n"
        # A shell starts what runs in the background with interrupts ignored.
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
