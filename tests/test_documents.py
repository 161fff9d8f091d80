"""The documents keep their word: the commands, options and files that they name are there."""

import re
from collections.abc import Iterator

import pytest
import typer

import builder.app
import trainer.commands.app
from tests.support.paths import ROOT

DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in (ROOT, ROOT / "docs", ROOT / ".github")
    for path in folder.glob("*.md")
    if path.name != "CHANGELOG.md"  # which tells of what has been
)
TARGETS = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text("utf-8"), re.M))
APPS = {"trainer": trainer.commands.app.app, "builder": builder.app.app}
ROOMS = ("trainer", "builder", "site_template", "tests", "bench", "docs", "results", "dist")
EXAMPLE = "weigh"  # the instrument that docs/page.md adds, step by step
PLACEHOLDER = re.compile(r"\b[A-Z]{4,}\b")  # NAME, NETWORK, WEIGHTS ... but no acronym


def code_in(document: str) -> Iterator[str]:
    """Yield the lines of fenced blocks, without comments, and the code between single backticks."""
    text = (ROOT / document).read_text("utf-8")
    fence = re.compile(r"```.*?\n(.*?)```", re.S)
    for block in fence.findall(text):
        yield from (line.split("  #")[0].strip() for line in block.splitlines())
    yield from (" ".join(code.split()) for code in re.findall(r"`([^`]+)`", fence.sub("", text)))


def faults_of(command: str) -> Iterator[str]:
    """Yield what is wrong with a command line, as far as this project decides it."""
    for part in command.split("&&"):
        words = part.split()
        if words[:1] == ["make"]:
            named = [word for word in words[1:] if re.fullmatch(r"[a-z][\w-]*", word)]
            yield from (f"no target {word}" for word in named if word not in TARGETS)
        if words[:2] == ["python", "-m"] and len(words) > 2:
            yield from faults_of_module(words[2], words[3:])


def faults_of_module(module: str, words: list[str]) -> Iterator[str]:
    file = ROOT / module.replace(".", "/")
    if module.split(".")[0] not in ROOMS:
        return
    if not (file.with_suffix(".py").exists() or (file / "__main__.py").exists()):
        yield f"no module {module}"
    elif module in APPS and words and words[0] != "--help":
        group = typer.main.get_command(APPS[module])
        known = getattr(group, "commands", {}).get(words[0])
        if known is None:
            yield f"{module} has no command {words[0]}"
            return
        options = {name for param in known.params for name in param.opts} | {"--help"}
        given = [word.split("=")[0] for word in words[1:] if word.startswith("--")]
        yield from (
            f"{words[0]} has no option {option}" for option in given if option not in options
        )


@pytest.mark.parametrize("document", DOCUMENTS)
def test_commands_exist(document: str) -> None:
    faults = [f"{code}: {fault}" for code in code_in(document) for fault in faults_of(code)]
    assert faults == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files_exist(document: str) -> None:
    """A path may have placeholders, as in ``results/NAME.json``: then some file must fit."""
    missing = []
    for code in code_in(document):
        for path in re.findall(rf"(?<![\w./-])((?:{'|'.join(ROOMS)})/[\w./*-]*)", code):
            pattern = PLACEHOLDER.sub("*", path.rstrip("."))
            if EXAMPLE not in path and not any(ROOT.glob(pattern.rstrip("/"))):
                missing.append(path)
    assert missing == []


def test_faults_are_found() -> None:
    commands = {
        "make nothing": ["no target nothing"],
        "make test && python -m bench.nothing": ["no module bench.nothing"],
        "python -m trainer sweep": ["trainer has no command sweep"],
        "python -m trainer study usps --draw x": ["study has no option --draw"],
        "python -m trainer study NAME --list": [],
        "python -m venv .venv": [],
    }
    assert {code: list(faults_of(code)) for code in commands} == commands
