"""Fetched files, read from the cache folder; every hash is checked."""

from pathlib import Path

from trainer.datasets.sources import SOURCES, data_folder, refuse_other_hash
from trainer.errors import UserError
from trainer.files import read_unzipped


def read_verified(path: Path, sha256: str) -> bytes:
    """Read a file, decompressed when it is gzip; raise UserError unless its hash is ``sha256``."""
    data = read_unzipped(path)
    refuse_other_hash(data, str(path), sha256)
    return data


def read_cached(name: str, cache: Path | None) -> dict[str, bytes]:
    """Return the files of a fetched data set, unpacked, by name."""
    folder = data_folder(cache) / name
    for file in SOURCES[name].files:
        if not (folder / file.name).exists():
            raise UserError(not_fetched(name, folder / file.name))
    return {f.name: read_verified(folder / f.name, f.sha256) for f in SOURCES[name].files}


def not_fetched(name: str, path: Path) -> str:
    """Return the sentence that says so."""
    return (
        f"{SOURCES[name].title} has not been fetched ({path} is missing); "
        f"run: python -m trainer fetch {name}"
    )
