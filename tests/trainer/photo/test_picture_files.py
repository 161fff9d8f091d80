"""Picture files: depths and transparency as in a browser; malicious files are refused."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.support.commands import run
from trainer.errors import UserError
from trainer.photo import picture_files
from trainer.photo.picture_files import load_grey, pictures_in

RAMP = np.tile(np.linspace(0, 1, 64), (32, 1))


def png_16(levels: np.ndarray[tuple[int, int], np.dtype[np.uint16]]) -> bytes:
    """A 16-bit grey PNG, written by hand."""
    height, width = levels.shape
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in levels)
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def saved(picture: Image.Image, form: str) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, form)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(saved(Image.fromarray((RAMP * 255).round().astype("u1")), "PNG"), id="8 bits"),
        pytest.param(png_16((RAMP * 65_535).round().astype("u2")), id="16-bit PNG"),
        pytest.param(saved(Image.fromarray(RAMP.astype("f4")), "TIFF"), id="float TIFF, 0…1"),
        pytest.param(saved(Image.fromarray((RAMP * 255).astype("f4")), "TIFF"), id="float, 0…255"),
        pytest.param(
            saved(Image.fromarray((RAMP * 65_535).round().astype("i4")), "TIFF"), id="32-bit TIFF"
        ),
    ],
)
def test_every_depth_gives_the_same_grey_levels(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "ramp"
    file.write_bytes(content)
    np.testing.assert_allclose(load_grey(file), RAMP * 255, atol=1)


@pytest.mark.parametrize("ink", [0, 255], ids=["black", "white"])
def test_ink_on_a_transparent_background_is_visible(tmp_path: Path, ink: int) -> None:
    picture = np.full((40, 40, 4), 255 - ink, np.uint8)
    picture[..., 3] = 0
    picture[10:30, 18:22] = (ink, ink, ink, 255)
    Image.fromarray(picture).save(tmp_path / "ink.png")
    grey = load_grey(tmp_path / "ink.png")
    assert (grey[20, 20], grey[5, 5]) == (ink, 255 - ink)


def damaged(form: str) -> bytes:
    data = bytearray(saved(Image.fromarray((RAMP * 255).astype("u1")), form))
    data[len(data) // 2 :] = bytes(len(data) - len(data) // 2)
    return bytes(data)


NO_PICTURES = [
    (b"%PDF-1.7\n", "it is a PDF"),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC|damaged"),
    (b"hello", "no picture in a form"),
    (b"", "no picture in a form"),
    (damaged("PNG"), "damaged"),
    (b"DDS " + b"\xff" * 200, "damaged|no picture"),
    (b"\0\0\0\x20ftypavif\0\0\0\0avifmif1" + b"\xff" * 100, "damaged|no picture"),
    (png_16(np.zeros((2, 40_000), np.uint16)), "make it smaller"),
]


@pytest.mark.parametrize(("content", "words"), NO_PICTURES, ids=lambda value: str(value)[:30])
def test_the_command_reports_files_that_are_no_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, words: str
) -> None:
    monkeypatch.setenv("COLUMNS", "500")  # a long path would be wrapped within the file's name
    (tmp_path / "a-bad.png").write_bytes(content)
    with pytest.raises(UserError, match=words):
        load_grey(tmp_path / "a-bad.png")
    ink = np.full((100, 100), 255, np.uint8)
    ink[20:80, 45:55] = 0
    Image.fromarray(ink).save(tmp_path / "b-good.png")
    result = run("trainer", "predict", tmp_path)
    assert result.code == 2
    assert "b-good.png" in result.stdout
    assert "a-bad.png" in result.stderr


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_files, "LARGEST_AREA", 1_000)
    Image.fromarray((RAMP * 255).astype("u1")).save(tmp_path / "large.png")
    with pytest.raises(UserError, match="64 × 32 pixels, more than 1,000"):
        load_grey(tmp_path / "large.png")


def test_hidden_files_and_folders_are_skipped_and_counted(tmp_path: Path) -> None:
    (tmp_path / ".hidden.png").touch()
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "one.png").touch()
    assert pictures_in([tmp_path]) == ([tmp_path / "one.png"], 2)
    (tmp_path / "one.png").unlink()
    with pytest.raises(UserError, match="no picture in this folder"):
        pictures_in([tmp_path])


SEEDS = [saved(Image.fromarray((RAMP * 255).astype("u1")), form)
         for form in ("PNG", "GIF", "BMP", "TIFF", "JPEG", "WEBP")]  # fmt: skip


@given(
    seed=st.sampled_from(SEEDS),
    changes=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=8),
    length=st.integers(0, 10_000),
)
def test_any_bytes_are_read_or_refused_in_one_sentence(
    tmp_path_factory: pytest.TempPathFactory,
    seed: bytes,
    changes: list[tuple[int, int]],
    length: int,
) -> None:
    data = bytearray(seed[: length or None])
    for place, value in changes:
        if data:
            data[place % len(data)] = value
    file = tmp_path_factory.mktemp("any") / "picture.png"
    file.write_bytes(data)
    try:
        grey = load_grey(file)
    except UserError:
        return
    assert grey.dtype == np.uint8
    assert grey.ndim == 2
