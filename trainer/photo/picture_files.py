"""Picture files as grey levels: every form that Pillow reads, bounded in size.

A picture of another depth is brought to 8 bits as browsers do it; on transparency, light ink is
laid on black and dark ink on white, so that it shows.
"""

from collections.abc import Sequence
from pathlib import Path
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from trainer.errors import UserError, guarded

SUFFIXES = (".bmp", ".gif", ".heic", ".heif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")
LARGEST_SIDE = 32_000
LARGEST_AREA = 80_000_000
"""Pixels; a photograph of today's telephones has 12 to 50 million."""
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")


def pictures_in(paths: Sequence[Path]) -> tuple[list[Path], int]:
    """Return the pictures named and those in the folders named, and how many were skipped.

    Skipped are entries of the folders with a picture's suffix that are hidden, or folders. Raise
    UserError for a folder without pictures.
    """
    pictures: list[Path] = []
    skipped = 0
    for path in paths:
        if not path.is_dir():
            pictures.append(path)
            continue
        named = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES)
        found = [file for file in named if not file.name.startswith(".") and file.is_file()]
        if not found:
            raise UserError(f"{path}: no picture in this folder; expected {', '.join(SUFFIXES)}")
        pictures += found
        skipped += len(named) - len(found)
    return pictures, skipped


def load_grey(path: Path) -> NDArray[np.uint8]:
    """Return a picture file as grey levels (height, width), 0 black … 255 white.

    Raise UserError with what is wrong, without the file's name.
    """
    _register_heic()
    if path.is_dir():
        raise UserError("it is a folder; name the pictures in it, or the folder that holds them")
    with guarded("the picture is damaged", "save it again as PNG or JPEG"), catch_warnings():
        simplefilter("ignore")  # what is wrong is said in the sentence, or can be read all the same
        try:
            with Image.open(path) as picture:
                _refuse_too_large(*picture.size)
                return _to_grey(ImageOps.exif_transpose(picture))
        except FileNotFoundError:
            raise UserError("there is no such file") from None
        except UnidentifiedImageError:
            raise UserError(_what_else(path)) from None
        except Image.DecompressionBombError:
            raise UserError(f"it has more than {LARGEST_AREA:,} pixels; make it smaller") from None


def _refuse_too_large(width: int, height: int) -> None:
    if max(width, height) > LARGEST_SIDE or width * height > LARGEST_AREA:
        raise UserError(
            f"it has {width:,} × {height:,} pixels, more than {LARGEST_AREA:,} or than "
            f"{LARGEST_SIDE:,} on a side; make it smaller"
        )


def _to_grey(picture: Image.Image) -> NDArray[np.uint8]:
    """Return an open picture as 8-bit grey levels, transparency laid on paper."""
    if picture.mode[0] in "IF" and picture.mode != "RGBA":
        return _from_deep(np.asarray(picture))
    if not picture.has_transparency_data:
        return np.asarray(picture.convert("L"))
    grey, alpha = (np.asarray(band, np.float64) for band in picture.convert("LA").split())
    visible = alpha.sum()
    light = visible > 0 and float((grey * alpha).sum() / visible) > 127.5
    paper = 0.0 if light else 255.0
    mixed = paper + (grey - paper) * (alpha / 255)
    return np.floor(mixed + 0.5).astype(np.uint8)


def _from_deep(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Bring 16-bit, 32-bit and floating-point grey levels to 8 bits.

    Whole numbers are taken as 16 bits where they fit; floating-point numbers as 0…1 where they
    fit, else as 0…255, and anything else from its least to its largest value.
    """
    levels = values.astype(np.float64)
    if not np.isfinite(levels).all():
        raise UserError("it holds pixels that are no finite numbers; save it again as PNG")
    least, most = float(levels.min()), float(levels.max())
    whole = np.issubdtype(values.dtype, np.integer)
    if whole and least >= 0 and most <= 65_535:
        least, most = 0.0, 65_535.0
    elif not whole and least >= 0 and most <= 255:
        least, most = 0.0, 1.0 if most <= 1 else 255.0
    scaled = (levels - least) / max(most - least, 1e-300) * 255
    return np.floor(scaled + 0.5).astype(np.uint8)


def _register_heic() -> None:
    """Let Pillow read HEIC where the optional package pillow-heif is installed."""
    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        return
    register_heif_opener()


def _what_else(path: Path) -> str:
    """Say what a file is that Pillow does not know, and what to do with it."""
    start = path.open("rb").read(32)
    if start.startswith(b"%PDF"):
        return "it is a PDF; export its page as a PNG or JPEG picture first"
    if start[4:8] == b"ftyp" and start[8:12] in HEIC_BRANDS:
        return (
            "it is a HEIC picture, which needs the Python package pillow-heif; install it with: "
            "pip install pillow-heif"
        )
    return "it is no picture in a form that is known (PNG, JPEG, …)"
