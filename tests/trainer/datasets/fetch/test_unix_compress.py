"""The .Z reader on a file that the program ``compress`` made (widths 9 and 10, one clear)."""

import pytest

from tests.support.paths import FIXTURES
from trainer.datasets.fetch import unix_compress
from trainer.datasets.fetch.unix_compress import uncompress
from trainer.errors import UserError

PACKED = (FIXTURES / "squares.Z").read_bytes()
TEXT = (
    b"0123456789" * 1000 + " ".join(str(i * i) for i in range(500)).encode() + b"9876543210" * 1000
)


def test_reads_what_compress_wrote() -> None:
    assert uncompress(PACKED, "squares.Z") == TEXT


def test_reads_an_empty_file() -> None:
    assert uncompress(bytes.fromhex("1f9d90"), "empty.Z") == b""


@pytest.mark.parametrize("start", ["", "1f9d", "1f8b90", "1f9d88", "1f9d89", "1f9d91"])
def test_other_files_are_refused(start: str) -> None:
    with pytest.raises(UserError, match=r"other.Z is not a .Z file: .* expected"):
        uncompress(bytes.fromhex(start), "other.Z")


def test_an_impossible_code_is_refused() -> None:
    # The first code must be a letter; 256 clears; 300 is not in the table yet.
    with pytest.raises(UserError, match="code 300 stands where at most 257 is possible"):
        uncompress(bytes.fromhex("1f9d90") + (300).to_bytes(2, "little"), "bad.Z")


def test_no_more_is_unpacked_than_a_data_file_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unix_compress, "LARGEST", len(TEXT))
    assert uncompress(PACKED, "squares.Z") == TEXT
    monkeypatch.setattr(unix_compress, "LARGEST", len(TEXT) - 1)
    with pytest.raises(UserError, match=r"squares.Z unpacks to more than [0-9,]+ bytes"):
        uncompress(PACKED, "squares.Z")
