"""Read fetched files from the cache folder; every hash is verified."""

from pathlib import Path

from trainer.datasets.sources import SOURCES, check_sha256, data_folder
from trainer.errors import UserError
from trainer.files import read_gunzipped


def read_verified(path: Path, sha256: str) -> bytes:
    """Read a file, gzip-compressed or not; raise UserError unless its SHA-256 is ``sha256``."""
    data = read_gunzipped(path)
    check_sha256(data, str(path), sha256)
    return data


def read_cached(name: str, cache: Path | None) -> dict[str, bytes]:
    """Return a fetched data set's decompressed files by name; raise UserError without them."""
    folder = data_folder(cache) / name
    for file in SOURCES[name].files:
        if not (folder / file.name).exists():
            raise UserError(not_fetched(name, folder / file.name))
    return {f.name: read_verified(folder / f.name, f.sha256) for f in SOURCES[name].files}


def not_fetched(name: str, path: Path) -> str:
    """Return the error message for a data set that has not been fetched."""
    return (
        f"{SOURCES[name].title} has not been fetched ({path} is missing); "
        f"run: python -m trainer fetch {name}"
    )
