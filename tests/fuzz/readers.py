"""All readers of bytes from outside, each with whole files to begin with and ways to edit them."""

import gzip
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from builder import weights as builder_weights
from tests.fuzz.edits import (
    Editor,
    edit_bytes,
    edit_card,
    edit_header,
    edit_json,
    edit_json_line,
    edit_member,
    packed,
)
from tests.support.data.small_data import first_images
from tests.support.data.tiny_study import TINY
from trainer.checkpoints import checkpoint, exchange
from trainer.checkpoints.bundled import SHIPPED
from trainer.datasets.dataset import Dataset
from trainer.datasets.fetch.download import UnavailableError
from trainer.datasets.fetch.providers import from_folder
from trainer.datasets.fetch.strokes import from_any_form
from trainer.datasets.idx import format_idx, read_idx
from trainer.datasets.pendigits import parse_jsonl
from trainer.datasets.usps import parse_usps
from trainer.files import read_gunzipped
from trainer.ink.drawing_files import read_drawings
from trainer.ink.framing import frame
from trainer.photo.background import NoDigitError
from trainer.photo.photo import frame_digits
from trainer.photo.picture_files import load_grey
from trainer.runs import snapshots
from trainer.runs.run import Run
from trainer.studies import results
from trainer.studies.results import Result
from trainer.training.recipes import RECIPES
from trainer.training.records import Score

FILE_1989 = SHIPPED / "zipcode-1989" / "1989.safetensors"
SCORE = Score(0.5, 3, 100)


@dataclass(frozen=True)
class Reader:
    """A reader, and what it is tried on.

    Attributes:
        name: of the file that is read, which may matter.
        read: reads a file; raises UserError, or one of ``refusals``, for one that is not whole.
        seeds: makes whole files.
        editors: ways to damage them.

    """

    name: str
    read: Callable[[Path], object]
    seeds: Callable[[], Sequence[bytes]]
    editors: Sequence[Editor] = (edit_bytes,)
    refusals: tuple[type[Exception], ...] = ()


def _weights() -> list[bytes]:
    return [FILE_1989.read_bytes()]


def _exported(write: Callable[..., bytes]) -> Callable[[], list[bytes]]:
    return lambda: [write(*checkpoint.load_network(FILE_1989))]


RECIPE = replace(RECIPES["zipcode-1989", "today"], schedule="constant", passes=1)


@cache
def _data() -> Dataset:
    return first_images(train=2, test=1)


def _states() -> list[bytes]:
    training = Run(RECIPE, _data(), Path("run.safetensors"), engine="numpy")
    training.training.passes_done = 0
    records = list(training.training.run())
    training.records = records
    return [checkpoint.to_bytes(training._state(), training._card())]


def _resume(path: Path) -> object:
    path.with_suffix(".safetensors").unlink(missing_ok=True)
    return Run(RECIPE, _data(), path.with_suffix(".safetensors"), resume=True, engine="numpy")


def _read_passes(path: Path) -> object:
    return snapshots.load(path, *checkpoint.load(FILE_1989))


def _idx() -> list[bytes]:
    images = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
    plain = [format_idx(images), format_idx(images.astype(np.float32)), format_idx(images.ravel())]
    return [*plain, *(gzip.compress(data, mtime=0) for data in plain)]


def _zip_codes() -> list[bytes]:
    lines = [f"{label}.0000 " + " ".join(f"{(n % 21) / 10 - 1:.4f}" for n in range(256))
             for label in range(3)]  # fmt: skip
    return ["\n".join(lines).encode()]


def _read_zip_codes(path: Path) -> object:
    return parse_usps(read_gunzipped(path), path.name)


PEN_LINE = {"id": "a", "source": "pendigits", "writer": "w", "label": 1,
            "strokes": [[[1, 2], [3.5, 4]], [[5, 6]]]}  # fmt: skip
UNIPEN = b""".INCLUDE x
.SEGMENT DIGIT 0-1 ? "4"
.COMMENT 4 12 224
.PEN_DOWN
 5 6
 5 60
.PEN_UP
.DT 100
.PEN_DOWN
 10 400
.PEN_UP
.SEGMENT DIGIT 2 ? "1"
.COMMENT 1 4 0
.PEN_DOWN
 5 6
.PEN_UP
"""


def _packed_unipen() -> list[bytes]:
    """Return UNIPEN as ``compress`` would write it without any repetition: codes of 9 bits."""
    codes = sum(value << (9 * place) for place, value in enumerate(UNIPEN))
    return [b"\x1f\x9d\x90" + codes.to_bytes(-(-9 * len(UNIPEN) // 8), "little")]


def _read_pen_lines(path: Path) -> object:
    return parse_jsonl(read_gunzipped(path), path.name)


def _read_unipen(path: Path) -> object:
    return from_any_form(from_folder(path.parent))("train.jsonl")


def _drawings() -> list[bytes]:
    drawing: dict[str, Any] = {"strokes": [[[10, 20], [200, 220.5]], [[30, 30]]], "width": 18}
    return [json.dumps([drawing, drawing]).encode(), json.dumps(drawing).encode() + b"\n"]


def _read_drawings(path: Path) -> object:
    return [frame(drawing) for drawing in read_drawings(path)]


def _pictures() -> list[bytes]:
    ink = np.full((40, 30), 255, np.uint8)
    ink[8:32, 13:17] = 0
    grey = Image.fromarray(ink)
    files: list[tuple[Image.Image, str, dict[str, Any]]] = [
        (grey, "PNG", {}),
        (grey.convert("RGBA"), "PNG", {}),
        (grey.convert("P"), "PNG", {}),
        (Image.fromarray(ink.astype(np.uint16) * 257), "PNG", {}),
        (grey.convert("RGB"), "JPEG", {}),
        (grey.convert("RGB"), "JPEG", {"progressive": True}),
        (grey, "GIF", {}),
        (grey, "BMP", {}),
        (grey, "TIFF", {"compression": "tiff_lzw"}),
        (Image.fromarray(ink.astype(np.float32)), "TIFF", {}),
        (grey.convert("RGB"), "WEBP", {}),
        (grey, "PPM", {}),
        (grey, "ICO", {}),
        (grey.convert("RGB"), "PCX", {}),
        (grey, "TGA", {}),
        (grey.convert("RGBA"), "DDS", {}),
    ]
    found = []
    for picture, form, options in files:
        file = io.BytesIO()
        picture.save(file, form, **options)
        found.append(file.getvalue())
    return found


def _results() -> list[bytes]:
    runs = [
        Result(arm.name, seed, SCORE, SCORE, SCORE, SCORE, 1.0, "wasm", "1")
        for arm in TINY.arms
        for seed in TINY.seeds
    ]
    return [results.to_text(TINY, runs).encode()]


READERS = {
    "safetensors": Reader(
        "w.safetensors", checkpoint.load_network, _weights, [edit_bytes, edit_header, edit_card]
    ),
    "builder build": Reader(
        "w.safetensors",
        lambda path: builder_weights.gather([str(path)]),
        _weights,
        [edit_header, edit_card],
    ),
    "json weights": Reader(
        "w.json", exchange.read, _exported(exchange.to_json), [edit_bytes, edit_json]
    ),
    "npz weights": Reader(
        "w.npz", exchange.read, _exported(exchange.to_npz), [edit_bytes, edit_member]
    ),
    "state": Reader("run.state", _resume, _states, [edit_bytes, edit_header, edit_card]),
    "passes": Reader(
        "p.safetensors",
        _read_passes,
        lambda: [(FILE_1989.parent / "passes" / "1989.safetensors").read_bytes()],
        [edit_bytes, edit_header, edit_card],
    ),
    "idx": Reader("images-idx3-ubyte", read_idx, _idx),
    "idx packed": Reader(
        "images-idx3-ubyte.gz",
        read_idx,
        lambda: [data for data in _idx() if data[0] == 0x1F],
        [packed(edit_bytes)],
    ),
    "zip codes": Reader("zip.train", _read_zip_codes, _zip_codes),
    "pen strokes": Reader(
        "train.jsonl",
        _read_pen_lines,
        lambda: [json.dumps(PEN_LINE).encode() + b"\n" + json.dumps(PEN_LINE).encode()],
        [edit_bytes, edit_json_line],
    ),
    "unipen": Reader(
        "pendigits-orig.tra", _read_unipen, lambda: [UNIPEN], refusals=(UnavailableError,)
    ),
    "unipen packed": Reader(
        "pendigits-orig.tra.Z",
        _read_unipen,
        _packed_unipen,
        refusals=(UnavailableError,),
    ),
    "drawings": Reader(
        "d.jsonl", _read_drawings, lambda: _drawings()[1:], [edit_bytes, edit_json_line]
    ),
    "drawings, a list": Reader("d.json", _read_drawings, lambda: _drawings()[:1], [edit_json]),
    "pictures": Reader(
        "p.png", lambda path: frame_digits(load_grey(path)), _pictures, refusals=(NoDigitError,)
    ),
    "results": Reader(
        "tiny.json",
        lambda path: results.read(TINY, path.parent),
        _results,
        [edit_bytes, edit_json],
    ),
}
