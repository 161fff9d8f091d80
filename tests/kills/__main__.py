"""``python -m tests.kills KILLS [SEED]``: so many kills, shared by all jobs; prints figures."""

import sys
import time

from tests.kills import disk, trial
from tests.kills.jobs import JOBS, small


def main(kills: int, seed: int) -> None:
    """Kill every job, then let it run out of space."""
    with small():
        for name in JOBS:
            start = time.monotonic()
            tally = trial.kill_at_random(name, -(-kills // len(JOBS)), seed)
            print(
                f"{name}: {tally.kills} kills, {tally.finished} finished with the same result, "
                f"{tally.left_behind} hidden files left behind, {time.monotonic() - start:.0f} s",
                flush=True,
            )
            times = -(-kills // len(JOBS))
            stopped = trial.interrupt_at_random(name, times, seed)
            print(f"{name}: {stopped} of {times} times ended by Ctrl-C in a word", flush=True)
        with disk.small_disk() as place:
            if place is None:
                print("full disks were not tried: this user may not mount a small one")
                return
            for name in JOBS:
                stopped = disk.fill(name, place)
                print(f"{name}: stopped by a full disk {stopped} times, then finished")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns())
