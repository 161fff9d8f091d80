"""A job in a process of its own, which is killed again and again until it is done."""

import os
import random
import signal
import tempfile
import time
import traceback
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Timer

from tests.kills.jobs import JOBS
from tests.support.commands import run
from trainer.interrupts import INTERRUPTED


@dataclass
class Tally:
    """What came of all kills."""

    kills: int = 0
    finished: int = 0
    left_behind: int = 0


def kill_at_random(name: str, kills: int, seed: int) -> Tally:
    """Kill a job so many times, at moments drawn from the seed, and check all that it leaves.

    A job that gets done between two kills must have the result of an undisturbed one; it is then
    begun again in another folder.
    """
    job, moments, tally = JOBS[name], random.Random(seed), Tally()
    seconds, expected = undisturbed(name)
    while tally.kills < kills:
        with tempfile.TemporaryDirectory() as place:
            folder, done = Path(place), 0
            code = None
            while code is None and tally.kills < kills:
                start = time.monotonic()
                code = run_for(moments.uniform(0, 1.1 * seconds), job.command(folder))
                tally.kills += code is None
                if code == 0:  # the machine may be less busy than it was
                    seconds = min(seconds, time.monotonic() - start)
                reached = job.check(folder)
                assert reached >= done, f"{done} were done, {reached} are left"
                done = reached
            if code is None:
                code = run_for(None, job.command(folder))
            assert code == 0, code
            assert job.result(folder) == expected
            tally.finished += 1
            hidden = [path for path in folder.rglob(".*") if path.is_file()]
            tally.left_behind += len(hidden)
    return tally


def interrupt_at_random(name: str, times: int, seed: int) -> int:
    """Press Ctrl-C so many times at random moments; return how often that ended the job.

    It ends with code 130 and without a traceback, or is done before.
    """
    job, moments = JOBS[name], random.Random(seed)
    seconds, _ = undisturbed(name)
    codes = []
    for _ in range(times):
        with tempfile.TemporaryDirectory() as place:
            moment = moments.uniform(0.1 * seconds, seconds)
            start = time.monotonic()
            codes.append(run_for(moment, job.command(Path(place)), signal.SIGINT))
            if codes[-1] == 0:  # the first of all took longer: it had everything to import
                seconds = min(seconds, time.monotonic() - start)
            job.check(Path(place))
    assert set(codes) <= {0, INTERRUPTED}, codes
    return codes.count(INTERRUPTED)


@cache
def undisturbed(name: str) -> tuple[float, object]:
    """Return the seconds and the result of a job that nobody kills."""
    job = JOBS[name]
    with tempfile.TemporaryDirectory() as place:
        start = time.monotonic()
        code = run_for(None, job.command(Path(place)))
        assert code == 0, code
        return time.monotonic() - start, job.result(Path(place))


def run_for(
    seconds: float | None, words: list[str], end: signal.Signals | None = None
) -> int | None:
    """Run a command line in a process of its own, and send it a signal after some seconds.

    Return its exit code, None where it was killed. The signal is by default SIGKILL.
    """
    child = os.fork()
    if child == 0:
        code = 70
        try:
            # A shell's background jobs ignore Ctrl-C.
            signal.signal(signal.SIGINT, signal.default_int_handler)
            code = run(*words).code
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    killer = Timer(seconds or 0, os.kill, (child, end or signal.SIGKILL))
    if seconds is not None:
        killer.start()
    _, status = os.waitpid(child, 0)
    killer.cancel()
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
