"""Where commands print: text of others is shown as it is, never read as markup."""

from rich.console import Console


def plain_console(*, stderr: bool = False, wrap: bool = False) -> Console:
    """Return a console without markup, emoji codes or highlighting.

    File names and messages of others may hold ``[bold]``, ``[/]`` or ``:smile:``, and mean just
    that. With ``wrap``, as tables need it, lines are fitted to the terminal's width.
    """
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=not wrap)
