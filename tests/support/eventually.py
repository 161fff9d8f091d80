"""Waiting for outcomes that `expect` of Playwright has no word for."""

import time
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds; a busy machine is no failure."""
PAUSE = 0.02
"""Seconds between two looks."""


def eventually(check: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Check again and again until it holds: until it returns anything but False.

    Raises:
        AssertionError: the check's own, or "never true", when it has not held in all that time.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            if check() is not False:
                return
            error = AssertionError("never true")
        except AssertionError as failed:
            error = failed
        if time.monotonic() > end:
            raise error
        time.sleep(PAUSE)
