"""Every reader gives a value or one sentence, within limits of time and memory."""

from pathlib import Path

import pytest

from tests.fuzz import trial
from tests.fuzz.readers import READERS


@pytest.mark.parametrize("name", READERS)
def test_damaged_files_are_taken_or_refused_in_a_sentence(name: str) -> None:
    tally = trial.run(name, 25)
    assert tally.refused > 5


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
def test_many_damaged_files(name: str) -> None:
    trial.run(name, 1500)


@pytest.mark.parametrize("name", READERS)
def test_whole_files_are_taken(name: str, tmp_path: Path) -> None:
    path = tmp_path / READERS[name].name
    for data in READERS[name].seeds():
        path.write_bytes(data)
        assert trial.read(name, path) is None
