"""A competitor in a process of its own, timed there.

Importing PyTorch hooks into the calls of Python functions: NumPy steps in the same process take
a third longer. Each is measured as its users run it, so each has its own process. One that runs
on one thread stays on one core, the same for all: on a virtual machine a process that moves
between cores loses as much again.
"""

import os
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import perf_counter
from typing import Any

from bench.steps import Steps
from trainer.arrays import Array


class Competitor:
    """The steps that ``MODULE:MAKER(*arguments)`` makes, taken in another process."""

    def __init__(self, maker: str, *arguments: Any, threads: int = 1) -> None:
        context = get_context("spawn")  # a fork would inherit what is imported here
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, maker, arguments, threads), daemon=True
        )
        self._process.start()
        self.name: str = self._pipe.recv()

    def take(self, steps: int) -> list[float]:
        """Run a number of steps, and return the seconds of each."""
        seconds: list[float] = self._ask(steps)
        return seconds

    def parameters(self) -> dict[str, Array]:
        """Return the parameters after the steps so far."""
        parameters: dict[str, Array] = self._ask(0)
        return parameters

    def _ask(self, question: int) -> Any:
        self._pipe.send(question)
        return self._pipe.recv()


def in_turns(competitors: Mapping[Competitor, int], turns: int) -> list[list[float]]:
    """Run each competitor's number of steps, in turns; return the seconds of each one's steps.

    Whatever else the machine does then affects all of them alike.
    """
    seconds: list[list[float]] = [[] for _ in competitors]
    for _ in range(turns):
        for (competitor, steps), mine in zip(competitors.items(), seconds, strict=True):
            mine += competitor.take(steps)
    return seconds


def _serve(pipe: Connection, maker: str, arguments: tuple[Any, ...], threads: int) -> None:
    """Serve requests: a number of steps is answered with their seconds, 0 with the parameters."""
    if threads == 1 and sys.platform == "linux":
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    module, name = maker.split(":")
    make: Callable[..., Steps] = getattr(import_module(module), name)
    steps = make(*arguments)
    pipe.send(steps.name)
    while True:
        try:
            count = pipe.recv()
        except EOFError:  # the asker is gone
            return
        pipe.send(_timed(steps, count) if count else steps.parameters())


def _timed(steps: Steps, count: int) -> list[float]:
    seconds = []
    start = perf_counter()
    for _ in range(count):
        steps.step()
        now = perf_counter()
        seconds.append(now - start)
        start = now
    return seconds
