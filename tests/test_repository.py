"""The repository as a stranger clones it: no trace of one machine, no broken link or workflow."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.paths import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))

MARKDOWN = [
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"),
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md")),
]

# Written in halves, so that this file does not match itself.
REGISTRY_HOSTS = (
    "registry." + "npmjs",
    "pypi" + ".org",
    "files." + "pythonhosted",
    "deb." + "debian",
)
MACHINE_PATHS = (
    "/wo" + "rk/",
    "/fa" + "rm/",
    "/tm" + "p/",
    "/ro" + "ot/",
    "/home" + "/",
    "/User" + "s/",
)


def tracked_texts() -> dict[str, str]:
    """Every committed text by its path, without dist/, which is built from the others."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is not a git checkout")
    texts = {}
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and not name.startswith("dist/"):
            data = path.read_bytes()
            if b"\0" not in data:
                texts[name] = data.decode("utf-8")
    return texts


def test_no_registry_host_and_no_machine_path() -> None:
    pattern = re.compile("|".join(map(re.escape, REGISTRY_HOSTS + MACHINE_PATHS)))
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in tracked_texts().items()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]
    assert not found, "\n".join(found)


def test_line_ends_are_fixed_for_every_clone() -> None:
    """With ``autocrlf``, a file without the attribute would come out with other bytes."""
    done = subprocess.run(
        ["git", "ls-files", "--eol"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip("this is not a git checkout")
    fixed = re.compile(r"i/(lf|none) .*attr/(text|text=auto) eol=lf\s|i/-text .*attr/-text\s")
    assert [line for line in done.stdout.splitlines() if not fixed.match(line)] == []


def test_lock_files_name_no_download_address() -> None:
    locks = [text for name, text in tracked_texts().items() if name.endswith("package-lock.json")]
    assert locks
    assert not any('"resolved"' in lock for lock in locks)
    assert "://" not in (ROOT / "requirements-dev.txt").read_text("utf-8")


def test_the_lock_file_pins_what_the_project_asks_for() -> None:
    """Each package at least once, by hash, each time in a version that pyproject.toml allows."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *(each for name in extras if name != "bench"
                                         for each in extras[name])]  # fmt: skip
    lock = (ROOT / "requirements-dev.txt").read_text("utf-8")
    pins = re.findall(r"^([\w.-]+)==(\S+).*\\\n    --hash=sha256:", lock, re.M)
    assert len(pins) == len(re.findall(r"^\w", lock, re.M)), "something is without a hash"
    for requirement in map(Requirement, asked):
        if requirement.name != project["name"]:
            wanted = canonicalize_name(requirement.name)
            versions = [version for name, version in pins if name == wanted]
            assert versions, f"{wanted} is missing; renew the lock file"
            assert all(version in requirement.specifier for version in versions), requirement


@pytest.mark.parametrize("name", MARKDOWN)
def test_links_into_the_repository_lead_somewhere(name: str) -> None:
    text = re.sub(r"<!--.*?-->", "", (ROOT / name).read_text("utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
    folder = (ROOT / name).parent
    missing = [to for to in targets if "://" not in to and not (folder / to).exists()]
    assert not missing


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_state_permissions_and_use_pinned_official_actions(path: Path) -> None:
    text = path.read_text("utf-8")
    assert re.search(r"^permissions:", text, flags=re.MULTILINE)
    uses = re.findall(r"uses:\s*(.+)", text)
    assert uses
    pinned = re.compile(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert all(pinned.fullmatch(action) for action in uses), uses


def test_the_page_is_published_only_after_the_checks() -> None:
    pages = (ROOT / ".github" / "workflows" / "pages.yml").read_text("utf-8")
    trigger = pages.partition("permissions:")[0]
    assert "workflows: [CI]" in trigger
    assert "push:" not in trigger
    assert "workflow_run.conclusion == 'success'" in pages


def test_the_readme_is_short_and_opens_with_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(text.splitlines()) <= 150
    assert text.index("\nmake  ") < text.index("\nmake test") < text.index("![The page")


def test_the_linter_holds_imperative_docstrings_and_leaves_formulas_their_case() -> None:
    """D401 is on everywhere but in the tests; D403 would make "DX = dY · W" of `dX`."""
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    assert "D" in lint["select"]
    assert "D401" not in lint["ignore"]
    assert "D403" in lint["ignore"]
    exempt = {path for path, rules in lint["per-file-ignores"].items() if {"D", "D401"} & {*rules}}
    assert exempt == {"tests/**"}
