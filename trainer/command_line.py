"""What both command lines share: how a mistake of the person at the keyboard is told."""

import sys
from collections.abc import Callable

from rich.console import Console

from trainer.errors import UserError


def run(app: Callable[[], object]) -> None:
    """Run a command line; a UserError becomes one sentence and exit code 2."""
    try:
        app()
    except UserError as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(f"error: {error}", markup=False)
        sys.exit(2)
