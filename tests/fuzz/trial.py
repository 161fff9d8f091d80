"""One input tried on a reader, and what must come of it."""

import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.edits import Edit
from tests.fuzz.readers import READERS
from trainer.errors import UserError
from trainer.json_fields import UNPRINTABLE

LONGEST_SENTENCE = 700
MOST_SECONDS = 3.0
"""Of processor time for one input."""
MOST_MEMORY = 400 << 20
"""Bytes that the process may grow by in a run."""


@dataclass
class Tally:
    """What came of all inputs."""

    taken: int = 0
    refused: int = 0
    slowest: float = 0.0


def run(name: str, inputs: int, *, seeded: bool = True) -> Tally:
    """Try so many inputs on a reader; raise AssertionError, or what the reader does, at the first
    that gives neither a value nor a sentence.
    """
    tally = Tally()
    number = st.integers(0, 2**20)
    edits = st.lists(st.tuples(number, number, number), min_size=1, max_size=6)
    before = peak_memory()

    with tempfile.TemporaryDirectory() as folder:

        @settings(
            max_examples=inputs,
            derandomize=seeded,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(number, number, edits)
        def try_one(seed: int, editor: int, edits: list[Edit]) -> None:
            reader = READERS[name]
            files = _seeds(name)
            damage = reader.editors[editor % len(reader.editors)]
            path = Path(folder) / reader.name
            path.write_bytes(damage(files[seed % len(files)], edits))
            start = time.process_time()
            sentence = read(name, path)
            seconds = time.process_time() - start
            if sentence is None:
                tally.taken += 1
            else:
                tally.refused += 1
                check_sentence(sentence)
            tally.slowest = max(tally.slowest, seconds)
            assert seconds < MOST_SECONDS, f"{seconds:.1f} s"
            assert peak_memory() - before < MOST_MEMORY, f"{peak_memory() - before:,} bytes"

        try_one()
    return tally


@cache
def _seeds(name: str) -> Sequence[bytes]:
    return READERS[name].seeds()


def read(name: str, path: Path) -> str | None:
    """Return the sentence that refuses a file, None where it is taken."""
    reader = READERS[name]
    refusals: tuple[type[Exception], ...] = (UserError, *reader.refusals)
    try:
        reader.read(path)
    except refusals as error:
        return str(error)
    return None


def check_sentence(sentence: str, longest: int = LONGEST_SENTENCE) -> None:
    """Check that a sentence is one, short, and safe to print."""
    assert sentence
    assert len(sentence) <= longest, f"{len(sentence)}: {sentence[:300]}"
    assert not UNPRINTABLE.search(sentence), repr(sentence)


def peak_memory() -> int:
    """Return the most bytes that this process has had; 0 where that cannot be known."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
