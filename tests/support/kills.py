"""A kill at a chosen moment: between two files that are written."""

from pathlib import Path

import pytest


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


def kill_before_file(patch: pytest.MonkeyPatch, number: int) -> None:
    """Let ``number`` files be written, and raise Killed before the next takes its place."""
    usual, written = Path.replace, 0

    def replace(self: Path, target: Path) -> Path:
        nonlocal written
        if written == number:
            raise Killed
        written += 1
        return usual(self, target)

    patch.setattr(Path, "replace", replace)
