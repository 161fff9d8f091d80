"""The measurements can at least start: nothing else runs them, and names move."""

import ast
import re
import subprocess
import sys

import pytest

from tests.support.paths import ROOT

BENCH = sorted(path for path in (ROOT / "bench").glob("*.py") if path.stem != "__init__")
MAKER = re.compile(r'"(bench(?:\.\w+)+):(\w+)"')
MAKERS = sorted({found for path in BENCH for found in MAKER.findall(path.read_text("utf-8"))})


def test_all_that_they_import_is_there() -> None:
    modules = ["bench.rivals.javascript", *(f"bench.{path.stem}" for path in BENCH)]
    done = subprocess.run(
        [sys.executable, "-c", f"import {', '.join(modules)}"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("module", "name"), MAKERS)
def test_the_classes_that_other_processes_make_are_there(module: str, name: str) -> None:
    """By their text: PyTorch, which one imports, need not be installed."""
    tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text("utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.ClassDef)}


def test_there_are_such_classes() -> None:
    assert len(MAKERS) >= 3
