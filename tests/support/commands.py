"""The command lines as a person meets them, but in this process: a start would take a second."""

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import builder.__main__
import trainer.__main__

MAINS = {"trainer": trainer.__main__.main, "builder": builder.__main__.main}


@dataclass(frozen=True)
class Outcome:
    """What a command left behind; 0 is success."""

    code: int
    stdout: str
    stderr: str


def run(program: str, *arguments: str | Path) -> Outcome:
    """Run ``python -m PROGRAM ARGUMENTS``; an exception, that is a traceback, comes through."""
    stdout, stderr, code = io.StringIO(), io.StringIO(), 0
    command = mock.patch.object(sys, "argv", [program, *map(str, arguments)])
    with command, redirect_stdout(stdout), redirect_stderr(stderr):
        try:
            MAINS[program]()
        except SystemExit as end:
            code = int(end.code or 0)
    return Outcome(code, stdout.getvalue(), stderr.getvalue())
