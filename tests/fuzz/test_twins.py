"""Damaged weights files: Python and the page accept, or refuse, the same, in the same words."""

import random
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.fuzz.edits import Edit, edit_bytes, edit_card, edit_header
from tests.fuzz.readers import FILE_1989
from tests.support.browser.read_weights import in_page, in_python, same_numbers

EDITORS = (edit_card, edit_card, edit_header, edit_bytes)
BATCH = 100


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_python_and_the_page_say_the_same_of_damaged_files(
    seed: int, blank: Page, tmp_path: Path
) -> None:
    numbers, whole, path = random.Random(seed), FILE_1989.read_bytes(), tmp_path / "w.safetensors"
    files = []
    for _ in range(BATCH):
        edits: list[Edit] = [
            (numbers.randrange(2**20), numbers.randrange(2**20), numbers.randrange(2**20))
            for _ in range(numbers.randint(1, 4))
        ]
        files.append((edits, numbers.choice(EDITORS)(whole, edits)))
    theirs = in_page(blank, [data for _, data in files])
    for (edits, data), answer in zip(files, theirs, strict=True):
        assert same_numbers(answer) == same_numbers(in_python(path, data)), edits
