"""Fetch the pen strokes into the cache: train.jsonl (30 writers) and test.jsonl (14 others).

They are converted from any of their published forms: the archive, its UNIPEN files, compressed or
not, or the same digits as JSON lines.
"""

import io
import zipfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from rich.progress import Progress

from trainer.datasets.fetch.download import UnavailableError
from trainer.datasets.fetch.mirrors import Verifier, collect
from trainer.datasets.fetch.providers import Provider, from_folder, from_mirror
from trainer.datasets.fetch.unipen import parse_unipen
from trainer.datasets.fetch.unix_compress import MAGIC, uncompress
from trainer.datasets.pendigits import check_part, format_jsonl, parse_jsonl
from trainer.datasets.sources import SOURCES, check_sha256, data_folder
from trainer.errors import UserError
from trainer.files import gunzip

ARCHIVE = "pen+based+recognition+of+handwritten+digits.zip"
ARCHIVE_SHA256 = "1e02bea023613c2b11c9492f6f34caf975420455934f3527d270cee9a1f03b64"
UNIPEN_NAMES = {"train": "pendigits-orig.tra", "test": "pendigits-orig.tes"}
JSONL_NAMES = {"train": ("train.jsonl", "dev.jsonl"), "test": ("test.jsonl",)}


def fetch_strokes(
    folder: Path | None, cache_root: Path | None, progress: Progress, report: Callable[[str], None]
) -> Path:
    """Fetch the pen strokes into the cache, and return their folder there.

    Raise UserError without the training writers; the test writers, which only the archive and its
    files have, may be missing.
    """
    source, target = SOURCES["pendigits"], data_folder(cache_root) / "pendigits"
    providers: dict[str, Provider] = {}
    if folder is not None:
        providers[str(folder)] = from_any_form(from_folder(folder))
    for address in source.mirrors:
        mirror = from_mirror(address, target, progress, suffix="")
        providers[address] = partial(_from_archive, cache(mirror))
    verifiers: dict[str, Verifier] = {"train.jsonl": verify_strokes, "test.jsonl": verify_strokes}
    missing = collect(target, verifiers, providers, report)
    if "train.jsonl" in missing:
        raise UserError(
            f"{source.title} could not be fetched from any of {len(providers)} places; connect to "
            f"the internet and run this again, or name a folder that holds {ARCHIVE}, "
            "pendigits-orig.tra or train.jsonl.gz with --from FOLDER."
        )
    if missing:
        report("the 14 test writers were not found; the 30 training writers are there")
    return target


def verify_strokes(data: bytes, name: str) -> bytes:
    """Return ``data``; raise UserError unless it is train.jsonl or test.jsonl, by its counts."""
    check_part(parse_jsonl(data, name), name.removesuffix(".jsonl"), name)
    return data


def from_any_form(get: Provider) -> Provider:
    """Provide train.jsonl and test.jsonl, converted from the first form that ``get`` has."""

    def provide(name: str) -> bytes:
        part = name.removesuffix(".jsonl")
        for form in JSONL_NAMES[part]:
            try:
                return gunzip(get(form), form)
            except UnavailableError:
                continue
        unipen = UNIPEN_NAMES[part]
        for form in (unipen, f"{unipen}.Z"):
            try:
                return _from_unipen(get(form), form, part)
            except UnavailableError:
                continue
        try:
            return _from_archive(get, name)
        except UnavailableError as error:
            forms = (*JSONL_NAMES[part], unipen, f"{unipen}.Z", ARCHIVE)
            raise UnavailableError(f"holds none of {', '.join(forms)}") from error

    return provide


def _from_archive(get: Provider, name: str) -> bytes:
    data, part = get(ARCHIVE), name.removesuffix(".jsonl")
    check_sha256(data, ARCHIVE, ARCHIVE_SHA256)
    member = f"{UNIPEN_NAMES[part]}.Z"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return _from_unipen(archive.read(member), member, part)


def _from_unipen(data: bytes, name: str, part: str) -> bytes:
    text = uncompress(data, name) if data.startswith(MAGIC) else gunzip(data, name)
    return format_jsonl(parse_unipen(text, name, part))
