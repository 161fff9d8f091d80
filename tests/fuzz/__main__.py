"""``python -m tests.fuzz INPUTS [READER …]``: figures of a long run, other inputs each time."""

import sys
import time
import traceback

from tests.fuzz import trial
from tests.fuzz.readers import READERS


def main(inputs: int, names: list[str]) -> int:
    """Try so many inputs on each reader; return how many readers did not hold."""
    broken = 0
    for name in names or list(READERS):
        start = time.process_time()
        try:
            tally = trial.run(name, inputs, seeded=False)
        except Exception:
            traceback.print_exc()
            broken += 1
            continue
        print(
            f"{name}: {tally.taken + tally.refused:,} inputs, {tally.taken:,} taken, "
            f"{tally.refused:,} refused, the slowest {tally.slowest:.2f} s, "
            f"{time.process_time() - start:.0f} s in all, {trial.peak_memory() >> 20} MB",
            flush=True,
        )
    return broken


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
