"""What both command lines share: how a mistake of the person at the keyboard is told."""

import sys

import typer
from rich.console import Console

from trainer.errors import UserError

# Click's class, by way of one that Typer passes on: some versions of Typer bring a Click of their
# own, and others import it.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]


def run(app: typer.Typer) -> None:
    """Run a command line; any mistake becomes one sentence and exit code 2."""
    try:
        code = app(standalone_mode=False)
    except UserError as error:
        _say(str(error))
        code = 2
    except UsageError as error:
        code = _tell_usage(error)
    except typer.Abort:
        code = 130
    sys.exit(code)


def _tell_usage(error: Exception) -> int:
    """A wrong option, argument or command, as Click words it."""
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()  # type: ignore[attr-defined]
        return 2
    message = error.format_message().rstrip(".")  # type: ignore[attr-defined]
    _say(f"{message}; see {context.command_path} --help" if context else message)
    return 2


def _say(sentence: str) -> None:
    Console(stderr=True, soft_wrap=True, highlight=False).print(f"error: {sentence}", markup=False)
