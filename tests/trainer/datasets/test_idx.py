"""The IDX reader on arrays written by hand, and on damaged files."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from trainer.datasets.idx import format_idx, parse_idx, read_idx, write_idx
from trainer.errors import UserError

# Two 2×3 images, written out by hand: magic 00 00 08 03, then 2, 2, 3, then 12 bytes.
BY_HAND = bytes.fromhex("00000803 00000002 00000002 00000003") + bytes(range(12))


def test_reads_a_file_written_by_hand() -> None:
    array = parse_idx(BY_HAND, "by-hand")
    assert array.dtype == np.uint8
    assert array.tolist() == [[[0, 1, 2], [3, 4, 5]], [[6, 7, 8], [9, 10, 11]]]


def test_values_are_big_endian() -> None:
    array = parse_idx(bytes.fromhex("00000B01 00000002 0102 FFFE"), "shorts")
    assert array.tolist() == [258, -2]
    assert array.dtype.isnative


@pytest.mark.parametrize("dtype", ["u1", "i1", "i2", "i4", "f4", "f8"])
@pytest.mark.parametrize("shape", [(5,), (2, 3), (2, 0, 3)])
@pytest.mark.parametrize("name", ["array-idx", "array-idx.gz"])
def test_every_type_survives_a_round_trip(
    tmp_path: Path, dtype: str, shape: tuple[int, ...], name: str
) -> None:
    array = np.arange(np.prod(shape)).reshape(shape).astype(dtype)
    write_idx(tmp_path / name, array)
    back = read_idx(tmp_path / name)
    assert back.dtype == array.dtype
    np.testing.assert_array_equal(back, array)


def test_equal_arrays_give_equal_files(tmp_path: Path) -> None:
    array = np.arange(100, dtype=np.uint8)
    write_idx(tmp_path / "one.gz", array)
    write_idx(tmp_path / "another-name.gz", array)
    one = (tmp_path / "one.gz").read_bytes()
    assert one == (tmp_path / "another-name.gz").read_bytes()
    assert one[3:8] == bytes(5)  # no flags (so no name), and date zero


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "starts with nothing"),
        (BY_HAND[:3], "starts with 00 00 08"),
        (b"\x01" + BY_HAND[1:], "starts with 01 00 08 03"),
        (b"\0\0\x0a\x03" + BY_HAND[4:], "starts with 00 00 0A 03"),
        (b"\0\0\x08\0", "starts with 00 00 08 00"),
        (BY_HAND[:11], "11 bytes, but 16 were expected for 3 dimensions"),
        (BY_HAND[:-1], "too few bytes: 27 found, 28 expected for 2 × 2 × 3 values"),
        (BY_HAND + b"\0", "too many bytes: 29 found"),
        (bytes.fromhex("00000803 FFFFFFFF FFFFFFFF FFFFFFFF"), "too few bytes: 16 found"),
    ],
)
def test_a_broken_file_is_refused(data: bytes, complaint: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_idx(data, "broken.idx")
    sentence = str(caught.value)
    assert sentence.startswith("broken.idx")
    assert complaint in sentence
    assert "expected" in sentence
    assert "fetch" in sentence


@pytest.mark.parametrize("cut", [1, 9, 20, 30])
def test_a_truncated_gzip_is_refused(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "cut.gz"
    path.write_bytes(gzip.compress(BY_HAND, mtime=0)[:-cut])
    with pytest.raises(UserError, match=r"cut.gz .* cannot be decompressed"):
        read_idx(path)


def test_a_damaged_gzip_is_refused(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(BY_HAND, mtime=0))
    data[-6] ^= 1  # in the checksum
    (tmp_path / "bad.gz").write_bytes(data)
    with pytest.raises(UserError, match="cannot be decompressed"):
        read_idx(tmp_path / "bad.gz")


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing", tmp_path):
        with pytest.raises(UserError, match="cannot be read"):
            read_idx(path)


def test_types_that_idx_lacks_are_refused() -> None:
    for array in (np.zeros(3, np.int64), np.zeros((), np.uint8), np.zeros(3, np.uint16)):
        with pytest.raises(UserError, match="has no IDX form"):
            format_idx(array)
