"""Run the command lines in this process, as starting another would take a second."""

import io
import os
import sys
from contextlib import redirect_stderr, redirect_stdout, suppress
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


class Terminal(io.TextIOWrapper):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def run(
    program: str,
    *arguments: str | Path,
    encoding: str = "utf-8",
    terminal: bool = False,
    closed: bool = False,
) -> Outcome:
    """Run ``python -m PROGRAM ARGUMENTS`` with streams of ``encoding``.

    They are files, or a ``terminal``; or the standard output is a pipe whose reader has ``closed``
    it. An exception, that is a traceback, comes through.
    """
    kind = Terminal if terminal else io.TextIOWrapper
    stdout, stderr = (
        kind(buffer, encoding, newline="\n")
        for buffer in (_closed_pipe() if closed else io.BytesIO(), io.BytesIO())
    )
    command = mock.patch.object(sys, "argv", [program, *map(str, arguments)])
    code = 0
    with command, redirect_stdout(stdout), redirect_stderr(stderr):
        try:
            MAINS[program]()
        except SystemExit as end:
            code = int(end.code or 0)
    if closed:
        with suppress(BrokenPipeError):
            stdout.close()
    return Outcome(code, "" if closed else _content(stdout), _content(stderr))


def _closed_pipe() -> io.BufferedWriter:
    """Return the end of a pipe whose other end is closed: writing to it raises."""
    reading, writing = os.pipe()
    os.close(reading)
    return io.BufferedWriter(io.FileIO(writing, "wb"))


def _content(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()
