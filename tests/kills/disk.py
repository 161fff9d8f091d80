"""A disk without space: a job stops with a sentence, and goes on when there is some again."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.kills.jobs import JOBS
from tests.kills.trial import run_for, undisturbed

SIZE = 8 << 20
FREE = (0, 4, 16, 40, 60, 100, 150, 300, 600)
"""Kilobytes. Weights of the 1989 network have 43, its state a little less, the page 1,200."""


@contextmanager
def small_disk() -> Iterator[Path | None]:
    """Mount a file system of ``SIZE`` bytes; give None where this user may not."""
    with tempfile.TemporaryDirectory() as place:
        command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", place]
        try:
            mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
        except OSError:
            mounted = False
        if not mounted:
            yield None
            return
        try:
            yield Path(place)
        finally:
            subprocess.run(["umount", place], check=True)


def fill(name: str, disk: Path) -> int:
    """Run a job with ever more free space on a disk; return how often it stopped."""
    job, ballast = JOBS[name], disk / "ballast"
    folder = disk / name
    folder.mkdir()
    stopped = done = 0
    for free in FREE:
        command = job.command(folder)
        _leave(free << 10, ballast)
        code = run_for(None, command)
        assert code in (0, 2), code
        stopped += code == 2
        reached = job.check(folder)
        assert reached >= done, f"{done} were done, {reached} are left"
        done = reached
        assert not list(folder.rglob(".*")), "a part of a file is left behind"
        ballast.unlink()
    assert run_for(None, job.command(folder)) == 0
    assert job.result(folder) == undisturbed(name)[1]
    return stopped


def _leave(free: int, ballast: Path) -> None:
    """Fill the disk but for so many bytes."""
    found = os.statvfs(ballast.parent)
    ballast.write_bytes(bytes(max(found.f_bavail * found.f_frsize - free, 0)))
