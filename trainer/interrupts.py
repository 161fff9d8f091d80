"""End on Ctrl-C with one word instead of a traceback, at any moment."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

INTERRUPTED = 128 + 2  # what a shell reports of a program that SIGINT ended


@contextmanager
def exit_on_interrupt() -> Iterator[None]:
    """Print one word and exit with code 130 on a KeyboardInterrupt."""
    try:
        yield
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # impatience does not hurry it
        sys.stderr.write("Stopped.\n")
        sys.exit(INTERRUPTED)
