"""UserError, the exception whose message is for the user, and a guard around parsers."""

from collections.abc import Iterator
from contextlib import contextmanager


class UserError(Exception):
    """Bad input: one sentence that says what was found, what was expected and what to do.

    The command lines print it and exit with code 2, without a traceback.
    """


@contextmanager
def guarded(subject: str, remedy: str) -> Iterator[None]:
    """Turn whatever a parser raises on untrusted bytes into one UserError.

    The sentence is ``{subject} (what was raised); {remedy}``. One guard around a whole parser
    holds where a list of exceptions does not: deep JSON raises RecursionError, an integer of
    5,000 digits ValueError, a damaged picture whatever its decoder likes. A UserError from
    within, which says more, comes through as it is.
    """
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        raise UserError(
            f"{subject} ({printable(str(error)).rstrip('.') or type(error).__name__}); {remedy}"
        ) from error


def printable(text: str, longest: int = 200) -> str:
    """Return untrusted text as one short line without control characters, safe in a terminal."""
    line = "".join(c if c.isprintable() else "?" for c in " ".join(text.split()))
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
