"""The command line, as a person meets it: run in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "trainer", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_summary_adds_up() -> None:
    result = run("summary", "zipcode-1989")
    assert result.returncode == 0
    for number in ("1,256", "9,760", "64,660", "19,968", "38,592"):
        assert number in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["summary", "lenet-6"], "no network is called 'lenet-6'; expected one of zipcode-1989"),
        (["train", "zipcode-1989", "--recipe", "2089"], "has no recipe '2089'"),
        (["train", "zipcode-1989", "--lr", "-1"], "a learning rate of -1.0 cannot train"),
        (["train", "zipcode-1989", "--output", "x.txt"], "ending in .safetensors"),
        (["fetch", "mnist", "--from", "no-such-folder"], "is not a folder; name one that holds"),
        (["export", "x.safetensors"], "cannot tell the format from the weights alone"),
        (["import", "x.json"], "there is no such file"),
        (["import", "pyproject.toml"], "cannot import .toml"),
        (["evaluate", "nothing.safetensors"], "there is no such file"),
        (["evaluate", "pyproject.toml"], "not a whole safetensors file"),
    ],
)
def test_bad_input_gets_one_sentence(arguments: list[str], words: str) -> None:
    result = run(*arguments)
    assert result.returncode == 2
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stderr.count("\n") == 1
