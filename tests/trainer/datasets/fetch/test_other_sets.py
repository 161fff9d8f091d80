"""Fetching zip codes, verified compressed and decompressed, and pen strokes in any form."""

import gzip
import hashlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.data.mirror import Server, run
from trainer.datasets import catalogue, pendigits
from trainer.datasets.fetch import strokes
from trainer.datasets.fetch.unipen import parse_unipen
from trainer.datasets.sources import SOURCES, DataFile
from trainer.errors import UserError


def test_usps_is_checked_packed_and_unpacked(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = b"3 " + b"0.5 " * 256 + b"\n"
    packed = gzip.compress(text, 1, mtime=0)
    files = tuple(
        DataFile(name, hashlib.sha256(text).hexdigest(), hashlib.sha256(packed).hexdigest())
        for name in ("zip.train", "zip.test")
    )
    source = replace(SOURCES["usps"], files=files, mirrors=(server.address("book"),))
    monkeypatch.setitem(SOURCES, "usps", source)
    server.files = {"/book/zip.train.gz": packed, "/book/zip.test.gz": gzip.compress(text, 9)}
    with pytest.raises(UserError, match=r"zip.test came from none"):
        run("usps", "--cache", str(tmp_path))  # the same text, but packed by someone else
    server.files["/book/zip.test.gz"] = packed
    run("usps", "--cache", str(tmp_path))
    with pytest.raises(UserError, match=r"zip.train has 1 images, .* expected are 7291"):
        catalogue.load_usps(tmp_path)


UNIPEN = b"""\
.SEGMENT DIGIT 0 ? "1"
.COMMENT 1 4 0
.PEN_DOWN
 5 6
 5 60
.PEN_UP
"""


@pytest.fixture
def one_digit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the published counts by those of a single 1."""
    counts = (0, 1, *[0] * 8)
    monkeypatch.setitem(pendigits.PARTS, "train", (1, 1, counts))
    monkeypatch.setitem(pendigits.PARTS, "test", (None, 1, counts))


@pytest.fixture
def empty_archive(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    source = replace(SOURCES["pendigits"], mirrors=(server.address("uci"),))
    monkeypatch.setitem(SOURCES, "pendigits", source)
    return server


@pytest.mark.usefixtures("one_digit")
def test_strokes_come_from_the_archive(
    empty_archive: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("pendigits-orig.tra.Z", "pendigits-orig.tes.Z"):
            archive.writestr(name, compress(UNIPEN))
    data = buffer.getvalue()
    empty_archive.files[f"/uci/{strokes.ARCHIVE}"] = data
    with pytest.raises(UserError, match="could not be fetched"):
        run("pendigits", "--cache", str(tmp_path))  # the hash is not that of the real archive
    monkeypatch.setattr(strokes, "ARCHIVE_SHA256", hashlib.sha256(data).hexdigest())
    empty_archive.asked.clear()
    _, report = run("pendigits", "--cache", str(tmp_path))
    assert report.strip() == ""
    assert len(empty_archive.asked) == 1
    for part in ("train", "test"):
        (digit,) = catalogue.load_pendigits(part, tmp_path)
        assert (digit.label, digit.writer) == (1, f"pd-{part}-w04")
        assert digit.strokes[0].tolist() == [[5, 494], [5, 440]]


@pytest.mark.usefixtures("one_digit", "empty_archive")
@pytest.mark.parametrize("form", ["pendigits-orig.tra", "pendigits-orig.tra.Z", "dev.jsonl.gz"])
def test_strokes_come_from_a_folder(tmp_path: Path, form: str) -> None:
    jsonl = pendigits.format_jsonl(parse_unipen(UNIPEN, "tra", "train"))
    data = {"tra": UNIPEN, "a.Z": compress(UNIPEN), ".gz": gzip.compress(jsonl)}[form[-3:]]
    (tmp_path / form).write_bytes(data)
    _, report = run("pendigits", "--from", str(tmp_path), "--cache", str(tmp_path))
    assert "the 14 test writers were not found" in report
    assert (tmp_path / "pendigits" / "train.jsonl").read_bytes() == jsonl
    with pytest.raises(UserError, match="fetch pendigits"):
        catalogue.load_pendigits("test", tmp_path)


@pytest.mark.usefixtures("empty_archive")
def test_too_few_strokes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pendigits-orig.tra").write_bytes(UNIPEN)
    with pytest.raises(UserError, match="could not be fetched from any of 2 places"):
        run("pendigits", "--from", str(tmp_path), "--cache", str(tmp_path))


def compress(data: bytes) -> bytes:
    """Compress to .Z with single-letter codes only, so few that they stay 9 bits wide."""
    assert len(data) < 255
    bits = sum(letter << (9 * index) for index, letter in enumerate(data))
    return b"\x1f\x9d\x90" + bits.to_bytes(-(-9 * len(data) // 8), "little")
