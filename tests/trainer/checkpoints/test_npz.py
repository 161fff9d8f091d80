"""NumPy archives of unknown origin: what zip allows, and no weights need, is refused at once."""

import io
import struct
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from trainer.checkpoints import exchange, npz
from trainer.errors import UserError

CARD = '{"network": "zipcode-1989"}'
MILLION = 1 << 20


def npy(values: NDArray[np.generic]) -> bytes:
    file = io.BytesIO()
    np.save(file, values)
    return file.getvalue()


WHOLE = npy(np.zeros(3, np.float32))


def archive(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", method) as target:
        warnings.simplefilter("ignore")  # of names that are there twice
        for name, data in members:
            target.writestr(name, data)
    return file.getvalue()


def with_flags(flags: int) -> bytes:
    data = bytearray(archive(("a.npy", WHOLE)))
    for start in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
        data[start : start + 2] = struct.pack("<H", flags)
    return bytes(data)


def claiming(size: int, content: bytes) -> bytes:
    """Return an archive whose one array is said to have ``size`` bytes unpacked."""
    data = bytearray(archive(("a.npy", content)))
    for start in (data.index(b"PK\x03\x04") + 22, data.index(b"PK\x01\x02") + 24):
        data[start : start + 4] = struct.pack("<I", size)
    return bytes(data)


def claiming_shape(shape: str) -> bytes:
    text = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode() + bytes(12)


def odd(name: str, values: NDArray[np.generic]) -> Callable[[], bytes]:
    return lambda: archive((name, npy(values)))


ODD: dict[str, tuple[Callable[[], bytes], str]] = {
    "no zip": (lambda: b"hello", "not a whole .npz file (File is not a zip file); export it"),
    "cut": (lambda: archive(("a.npy", WHOLE))[:-30], "not a whole .npz file"),
    "damaged": (lambda: archive(("a.npy", WHOLE)).replace(b"a.npy", b"b.npy", 1), "not a whole"),
    "a folder": (lambda: archive(("a/", b"")), "it holds 'a/', expected"),
    "in a folder": (lambda: archive(("x/a.npy", WHOLE)), "it holds 'x/a.npy', expected"),
    "absolute": (lambda: archive(("/etc/a.npy", WHOLE)), "it holds '/etc/a.npy', expected"),
    "upwards": (lambda: archive(("../a.npy", WHOLE)), "it holds '../a.npy', expected"),
    "controls": (lambda: archive(("\x1b[2J.npy", WHOLE)), r"it holds '\x1b[2J.npy', expected"),
    "no array": (lambda: archive(("a.txt", b"x")), "it holds 'a.txt', expected"),
    "an archive": (lambda: archive(("a.npz", archive())), "it holds 'a.npz', expected"),
    "an archive in disguise": (
        lambda: archive(("a.npy", archive(("b.npy", WHOLE)))), "not a whole .npz file (the magic"
    ),
    "twice": (lambda: archive(("a.npy", WHOLE), ("a.npy", WHOLE)), "it holds 'a.npy' twice"),
    "encrypted": (lambda: with_flags(1), "'a.npy' is encrypted or packed in an unusual way"),
    "patched": (lambda: with_flags(0x20), "not a whole .npz file (compressed patched data"),
    "bzip2": (
        lambda: archive(("a.npy", WHOLE), method=zipfile.ZIP_BZIP2), "packed in an unusual way"
    ),
    "claims 4 GB": (
        lambda: claiming(2**32 - 2, WHOLE), "it unpacks to 4,294,967,294 bytes, expected at most"
    ),
    "many": (
        lambda: archive(*((f"{n}.npy", bytes(MILLION)) for n in range(70))), "it unpacks to 73,400"
    ),
    "claims too little": (lambda: claiming(90, WHOLE), "not a whole .npz file"),
    "a large shape": (
        lambda: archive(("a.npy", claiming_shape("(4000000000, 4000000000)"))),
        "a.npy claims the shape (4000000000, 4000000000), which its 12 bytes do not fill",
    ),
    "a negative shape": (lambda: archive(("a.npy", claiming_shape("(-3,)"))), "no array of"),
    "a shape of words": (lambda: archive(("a.npy", claiming_shape("'x'"))), "not a whole"),
    "a shape too long": (
        lambda: archive(("a.npy", claiming_shape(f"({'1,' * 30})"))), "a.npy claims the shape (1"
    ),
    "version 2": (
        lambda: archive(("a.npy", WHOLE.replace(b"Y\x01", b"Y\x02"))), "is of another version"
    ),
    "float64": (odd("a.npy", np.zeros(3)), "a is of type float64, expected float32"),
    "big-endian": (odd("a.npy", np.zeros(3, ">f4")), "a is of type >f4, expected float32"),
    "complex": (odd("a.npy", np.zeros(3, np.complex64)), "a is of type complex64"),
    "yes or no": (odd("a.npy", np.zeros(3, bool)), "a is of type bool, expected float32"),
    "objects": (odd("a.npy", np.array([None])), "a.npy is no array of numbers"),
    "fields": (odd("a.npy", np.zeros(3, "f4,f4")), "a is of type [('f0', '<f4')"),
    "two cards": (odd("card.npy", np.array(["{}", "{}"])), "its card is not one text"),
    "a card of bytes": (odd("card.npy", np.array(b"{}")), "its card is not one text"),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_an_odd_archive_is_refused(name: str, tmp_path: Path) -> None:
    make, words = ODD[name]
    file = tmp_path / "w.npz"
    file.write_bytes(make())
    with pytest.raises(UserError) as caught:
        exchange.read(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert words in str(caught.value)
    assert str(caught.value).isprintable()


def test_no_more_is_unpacked_than_claimed() -> None:
    """An archive may hold a thousand times what it says."""
    data = claiming(1000, bytes(64 * MILLION))
    assert len(data) < MILLION
    tracemalloc.start()
    try:
        with pytest.raises(UserError):
            npz.from_bytes(data)
        assert tracemalloc.get_traced_memory()[1] < MILLION
    finally:
        tracemalloc.stop()


def test_what_is_written_is_read() -> None:
    tensors = {
        "A.weight": np.arange(6, dtype=np.float32).reshape(2, 3),
        "b": np.ones(1, np.float32),
    }
    back, card = npz.from_bytes(npz.to_bytes(tensors, CARD))
    assert card == CARD
    assert {name: values.tolist() for name, values in back.items()} == {
        name: values.tolist() for name, values in tensors.items()
    }
    in_columns = archive(("a.npy", npy(np.asfortranarray(tensors["A.weight"]))))
    assert npz.from_bytes(in_columns)[0]["a"].tolist() == tensors["A.weight"].tolist()
