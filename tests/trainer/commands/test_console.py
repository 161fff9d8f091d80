"""The progress bar: on a terminal alone, with the time that is left, and gone in the end."""

import pytest
from rich.console import Console

from trainer.commands import console


@pytest.mark.parametrize("terminal", [True, False])
def test_the_bar_is_for_terminals(terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Console(record=True, force_terminal=terminal, force_interactive=terminal, width=80)
    monkeypatch.setattr(console, "plain_console", lambda **options: shown)
    with console.progress_bar("reading") as on_step:
        for done in range(1, 4):
            on_step(done, 4)
    text = shown.export_text()
    assert ("reading" in text) is terminal
    assert ("75%" in text) is terminal
