"""Download one file over HTTP: with a progress bar, resumable, with short timeouts."""

import hashlib
import http
import http.client
import time
import urllib.error
import urllib.request
from pathlib import Path

from rich.markup import escape
from rich.progress import Progress, TaskID

from trainer.errors import printable

TIMEOUT = 10.0
"""Seconds to wait for a connection, and for each next piece of data."""
BLOCK = 1 << 16
TRIES = 4
LARGEST = 64 << 20
"""Bytes of one file; the largest that is published has 30 million."""
LONGEST = 1_800.0
"""Seconds for one file, all tries together."""


class UnavailableError(Exception):
    """A provider cannot be reached, or does not have a file; the next one may."""


def download(url: str, folder: Path, progress: Progress) -> bytes:
    """Return the file at ``url``; raise UnavailableError, with the reason, where that fails.

    An incomplete transfer is kept as a .part file in ``folder``; the next attempt, in this run or a
    later one, continues where it ends (HTTP Range).
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = url.rsplit("/", 1)[-1]
    # The address is part of the name: two mirrors may pack the same file differently.
    part = folder / f"{name}.{hashlib.sha256(url.encode()).hexdigest()[:8]}.part"
    task = progress.add_task(escape(name), total=None)
    deadline = time.monotonic() + LONGEST
    try:
        for remaining in reversed(range(TRIES)):
            before = _size(part)
            try:
                _transfer(url, part, progress, task, deadline)
                break
            except _BrokenOffError as error:
                if remaining == 0 or _size(part) == before:
                    raise UnavailableError(f"{error}; the next run goes on from there") from error
        data = part.read_bytes()
        part.unlink()
        return data
    finally:
        progress.remove_task(task)


class _TooMuchError(Exception):
    """More bytes or more time than a published file takes."""


class _BrokenOffError(Exception):
    """A transfer was interrupted; it can be resumed."""


def _transfer(url: str, part: Path, progress: Progress, task: TaskID, deadline: float) -> None:
    """Append the rest of ``url`` to ``part``; start over where the server supports no ranges."""
    have = _size(part)
    headers = {"User-Agent": "lenet-in-a-page", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    try:
        response = urllib.request.urlopen(
            urllib.request.Request(url, headers=headers), timeout=TIMEOUT
        )
    except urllib.error.HTTPError as error:
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and have:
            part.unlink()
            _transfer(url, part, progress, task, deadline)
            return
        raise UnavailableError(
            f"the server answers {error.code} {printable(str(error.reason))}"
        ) from error
    except (OSError, ValueError, http.client.HTTPException) as error:  # ValueError: a bad address
        raise UnavailableError(f"cannot be reached ({_reason(error)})") from error
    with response:
        resumed = response.status == http.HTTPStatus.PARTIAL_CONTENT
        if resumed and not response.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
            raise UnavailableError("the server answers with another range than the one asked for")
        if not resumed:
            have = 0
        length = response.headers.get("Content-Length", "")
        total = have + int(length) if length.isdigit() else None
        progress.update(task, total=total, completed=have)
        try:
            with part.open("ab" if resumed else "wb") as file:
                while block := response.read(BLOCK):
                    have += len(block)
                    if have > LARGEST:
                        raise _TooMuchError(f"the answer has more than {LARGEST:,} bytes")
                    if time.monotonic() > deadline:
                        raise _TooMuchError(f"the transfer took more than {LONGEST:.0f} seconds")
                    file.write(block)
                    progress.advance(task, len(block))
        except _TooMuchError as error:
            part.unlink(missing_ok=True)
            raise UnavailableError(str(error)) from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise _BrokenOffError(f"the transfer broke off ({_reason(error)})") from error
    if total is not None and _size(part) != total:
        raise _BrokenOffError(f"the transfer ended after {_size(part):,} of {total:,} bytes")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _reason(error: Exception) -> str:
    inner = error.reason if isinstance(error, urllib.error.URLError) else error
    return printable(getattr(inner, "strerror", None) or str(inner) or type(inner).__name__)
