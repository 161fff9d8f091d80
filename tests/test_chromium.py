"""The search for a Chromium: whatever is missing is said in one sentence."""

from pathlib import Path

import pytest

from tests.support.browser import chromium

NO_LIBRARY = "node: error while loading shared libraries: libatomic.so.1"


@pytest.fixture
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which nothing is found, and nothing can be installed."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    for attempt in ("download_playwrights_own", "install_debians_packages", "starts"):
        monkeypatch.setattr(chromium, attempt, lambda *_: False)
    monkeypatch.setattr(chromium, "find_chromium", lambda: None)
    monkeypatch.setattr(chromium, "driver_fault", lambda: "")


@pytest.mark.usefixtures("_bare")
@pytest.mark.parametrize(
    ("chosen", "fault", "sentence"),
    [
        ("", "", "No Chromium that starts was found"),
        ("", NO_LIBRARY, f"does not start ({NO_LIBRARY}); install what it lacks"),
        ("/no/browser", "", "CHROMIUM=/no/browser does not start"),
        ("/no/browser", NO_LIBRARY, f"does not start ({NO_LIBRARY}); install what it lacks"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(
    chosen: str,
    fault: str,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(chromium, "driver_fault", lambda: fault)
    if chosen:
        monkeypatch.setenv("CHROMIUM", chosen)
    assert chromium.main() == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1


def test_a_driver_that_does_not_start_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert chromium.driver_fault() == ""
    broken = tmp_path / "node"
    monkeypatch.setenv("PLAYWRIGHT_NODEJS_PATH", str(broken))
    assert "node" in chromium.driver_fault()
