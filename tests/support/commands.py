"""Run the command lines in this process, as starting another would take a second."""

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
    """The exit code (0 is success) and the output of a command."""

    code: int
    stdout: str
    stderr: str


def run(program: str, *arguments: str | Path, encoding: str = "utf-8") -> Outcome:
    """Run ``python -m PROGRAM ARGUMENTS`` with streams of ``encoding``.

    An exception, that is a traceback, comes through.
    """
    streams = [io.TextIOWrapper(io.BytesIO(), encoding, newline="\n") for _ in range(2)]
    command = mock.patch.object(sys, "argv", [program, *map(str, arguments)])
    code = 0
    with command, redirect_stdout(streams[0]), redirect_stderr(streams[1]):
        try:
            MAINS[program]()
        except SystemExit as end:
            code = int(end.code or 0)
    stdout, stderr = (_content(stream) for stream in streams)
    return Outcome(code, stdout, stderr)


def _content(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()
