"""Ctrl-C as one sentence, at any moment."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

INTERRUPTED = 128 + 2  # what a shell reports of a program that SIGINT ended


@contextmanager
def told_when_interrupted() -> Iterator[None]:
    """End the program with a word and code 130 where Ctrl-C comes through to here."""
    try:
        yield
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        sys.exit(INTERRUPTED)
