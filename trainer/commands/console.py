"""The console of the commands: untrusted text is printed literally, never read as markup."""

from rich.console import Console


def plain_console(*, stderr: bool = False, wrap: bool = False) -> Console:
    """Return a console without markup, emoji codes or highlighting.

    File names and messages may hold ``[bold]``, ``[/]`` or ``:smile:``, which are printed as they
    are. With ``wrap``, as tables need it, lines are wrapped at the terminal's width.
    """
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=not wrap)
