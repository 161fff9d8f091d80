"""The frame of both command lines: errors, interrupts, and streams of any encoding."""

import codecs
import os
import re
import sys

import typer

from trainer.commands.console import plain_console
from trainer.errors import UserError, printable

# Click's class, by way of one that Typer passes on: some versions of Typer bring a Click of their
# own, and others import it.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]

LONGEST = 2_000
"""Characters of an error."""
LONG_WORD = re.compile(r"(\S{60})\S{300,}")
PIPE_CLOSED = 128 + 13  # what a shell reports of a program that SIGPIPE ended

SPELLED = {"→": "->", "←": "<-", "−": "-", "·": "*", "×": "x", "…": "...", "–": "-", "η": "eta",
           "“": '"', "”": '"', "±": "+/-", "≥": ">=", "≤": "<=", "ğ": "g"}  # fmt: skip
"""How characters are written in a stream that cannot hold them, such as one of code page 1252."""


def _spell(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    text = error.object[error.start : error.end]
    return "".join(SPELLED.get(character, "?") for character in text), error.end


codecs.register_error("spelled", _spell)


def run(app: typer.Typer) -> None:
    """Run a command line and exit: bad input is one sentence and code 2, Ctrl-C is 130."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="spelled")
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except UserError as error:
        _say(str(error))
        code = 2
    except UsageError as error:
        code = _report_usage(error)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough; nothing more can or need be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = PIPE_CLOSED
    except OSError as error:  # of a path that is too long or a loop of links, or a full disk
        _say(f"{error.filename or 'the output'} cannot be used ({error.strerror or error})")
        code = 2
    except MemoryError:
        _say("this needs more memory than there is; close other programs or use smaller files")
        code = 2
    sys.exit(code)


def _report_usage(error: Exception) -> int:
    """Say what is wrong with an option, argument or command, as Click words it."""
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()  # type: ignore[attr-defined]
        return 2
    message = error.format_message().rstrip(".")  # type: ignore[attr-defined]
    _say(f"{message}; see {context.command_path} --help" if context else message)
    return 2


def _say(sentence: str) -> None:
    """Print an error on one line, whatever characters a file's name or a word has."""
    line = printable(LONG_WORD.sub(r"\1…", sentence), LONGEST)
    plain_console(stderr=True).print(f"error: {line}")
