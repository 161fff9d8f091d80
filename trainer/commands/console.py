"""The console of the commands, and their progress bar; text is printed literally, not as markup."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn


def plain_console(*, stderr: bool = False, wrap: bool = False) -> Console:
    """Return a console without markup, emoji codes or highlighting.

    File names and messages may hold ``[bold]``, ``[/]`` or ``:smile:``, which are printed as they
    are. With ``wrap``, as tables need it, lines are wrapped at the terminal's width.
    """
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=not wrap)


@contextmanager
def progress_bar(what: str = "") -> Iterator[Callable[[int, int], None]]:
    """Show how much is done and how long the rest will take, where there is a terminal.

    Give the function to call with how much is done, and how much there is to do.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    console = plain_console(stderr=True)
    hidden = not console.is_terminal
    with Progress(
        *columns, TimeRemainingColumn(), console=console, transient=True, disable=hidden
    ) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
