"""Atomic writing of files, and reading of files that may be gzip-compressed."""

import errno
import gzip
import io
import os
import tempfile
import zlib
from pathlib import Path

from trainer.errors import UserError


def write_atomically(path: Path, data: bytes) -> None:
    """Write ``data`` to a temporary file beside ``path``, then rename it into place.

    A link is followed. Make the folder if it does not exist; raise UserError where it cannot be
    written.
    """
    try:
        _refuse_what_is_no_file(path)
        target = Path(os.path.realpath(path))
        temporary = _temporary_beside(target)
        try:
            temporary.write_bytes(data)
            temporary.chmod(0o644)
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _unwritable(path, error) from None


def check_writable(path: Path) -> None:
    """Raise UserError if :func:`write_atomically` would, so that long work does not end in it."""
    try:
        _refuse_what_is_no_file(path)
        target = Path(os.path.realpath(path))
        # In the nearest folder that is there: nothing is left behind where the work then fails.
        folder = next(parent for parent in target.parents if parent.exists())
        _temporary_beside(folder / target.name).unlink()
    except OSError as error:
        raise _unwritable(path, error) from None


def _refuse_what_is_no_file(path: Path) -> None:
    """Raise OSError for a folder, a device or a pipe: a file would take its place."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "not a regular file")


def _temporary_beside(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    return Path(name)


def _unwritable(path: Path, error: OSError) -> UserError:
    return UserError(f"{path} cannot be written ({error.strerror}); choose another place")


GZIP_MAGIC = b"\x1f\x8b"
LARGEST_FILE = 1 << 29
"""Bytes, unpacked; MNIST's training images, the largest that is read, have 47 million."""


def read_bytes(path: Path, largest: int) -> bytes:
    """Read a file of at most ``largest`` bytes; raise UserError where that fails."""
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except OSError as error:
        raise UserError(
            f"{path} cannot be read ({error.strerror or error}); give the path of a data file."
        ) from error
    if len(data) > largest:
        raise UserError(f"{path} has more than {largest:,} bytes; give a smaller file")
    return data


def read_gunzipped(path: Path) -> bytes:
    """Read a file, gzip-compressed or not; raise UserError where that fails."""
    return gunzip(read_bytes(path, LARGEST_FILE), path.name)


def gunzip(data: bytes, name: str) -> bytes:
    """Return ``data``, decompressed if it is gzip; raise UserError if it is damaged."""
    if not data.startswith(GZIP_MAGIC):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            unpacked = packed.read(LARGEST_FILE + 1)
    except (EOFError, OSError, zlib.error) as error:
        raise UserError(
            f"{name} starts like a gzip file but cannot be decompressed ({error}); "
            "it is damaged or incomplete: fetch it again."
        ) from error
    if len(unpacked) > LARGEST_FILE:
        raise UserError(f"{name} unpacks to more than {LARGEST_FILE:,} bytes; it is no data file")
    return unpacked
