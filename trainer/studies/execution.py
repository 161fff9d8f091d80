"""Execute a study: every arm on every seed, resumable, over several cores or machines."""

import importlib
import multiprocessing
import platform
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

import numpy as np

from trainer.datasets.catalogue import load_dataset
from trainer.errors import UserError, printable
from trainer.files import check_writable
from trainer.runs.backends import start_training
from trainer.studies import results
from trainer.studies.results import Result
from trainer.studies.study import Arm, Study
from trainer.training.loop import Training
from trainer.training.recipes import Recipe
from trainer.training.records import Score

Task = tuple[Arm, int]
PATIENCE = 10
"""Seconds for a scheduler to answer, and then to have a worker."""

load = lru_cache(maxsize=2)(load_dataset)


def first_pass(arm: Arm, seed: int) -> tuple[Score, Score]:
    """Train for the first pass of a run; return the scores on training and test images."""
    (record,) = islice(training(arm.for_seed(seed)).run(), 1)
    return record.train, record.test


def training(recipe: Recipe) -> Training:
    """Return a run at its beginning, in WebAssembly where that can run the recipe."""
    return start_training(recipe, load(recipe.data))


def run(arm: Arm, seed: int) -> Result:
    """Train one arm with one seed to the end."""
    start = time.process_time()
    whole = training(arm.for_seed(seed))
    records = list(whole.run(scored=lambda number: number in {1, whole.recipe.passes}))
    first, last = records[0], records[-1]
    seconds = time.process_time() - start
    parts = (last.train, last.test, first.train, first.test)
    return Result(arm.name, seed, *parts, seconds, whole.engine, code_version())


def code_version() -> str:
    """Return the versions that numbers depend on."""
    own = version("lenet-in-a-page")
    return f"{own}, Python {platform.python_version()}, NumPy {np.__version__}"


def missing(study: Study, done: Iterable[Result]) -> list[Task]:
    """Return what is still to run; all arms of one seed before the next seed."""
    have = {(result.arm, result.seed) for result in done}
    return [
        (arm, seed) for seed in study.seeds for arm in study.arms if (arm.name, seed) not in have
    ]


def execute(
    study: Study, tasks: list[Task], folder: Path, jobs: int = 1, scheduler: str = ""
) -> Iterator[Result]:
    """Run ``tasks``; each result is on disk before it is yielded.

    Raise UserError, before anything runs, where results cannot be written.

    One job runs here, one after the other. Several run in as many processes through joblib; with
    ``scheduler``, the address of a Dask scheduler, on its workers.
    """
    check_writable(results.path_of(study, folder))
    done = results.read(study, folder)
    for result in _results(tasks, jobs, scheduler):
        done.append(result)
        results.write(study, done, folder)
        yield result


def _results(tasks: list[Task], jobs: int, scheduler: str) -> Iterator[Result]:
    if jobs == 1 and not scheduler:
        yield from (run(*task) for task in tasks)
        return
    joblib = _need("joblib")
    _check_semaphores()
    backend: dict[str, Any] = {"backend": "loky", "inner_max_num_threads": 1}
    with ExitStack() as stack:
        if scheduler:
            client = stack.enter_context(_connected(scheduler))
            backend = {"backend": "dask", "client": client}
        stack.enter_context(joblib.parallel_config(n_jobs=jobs, **backend))
        parallel = joblib.Parallel(return_as="generator_unordered")
        yield from parallel(joblib.delayed(run)(*task) for task in tasks)


def _check_semaphores() -> None:
    """Raise UserError where joblib could not share work out, and would fail obscurely."""
    try:
        multiprocessing.Semaphore()
    except (ImportError, OSError) as error:
        raise UserError(
            f"several jobs need semaphores, which this system does not give ({error}); on Linux "
            "make /dev/shm writable, or leave out --jobs and --scheduler"
        ) from None


@contextmanager
def _connected(scheduler: str) -> Iterator[Any]:
    """Connect to a scheduler that has a worker; raise UserError where that takes too long."""
    distributed = _need("distributed")
    answers: Queue[Any] = Queue()

    def connect() -> None:
        try:
            answers.put(distributed.Client(scheduler, timeout=PATIENCE))
        except Exception as error:  # each transport raises its own
            answers.put(error)

    # In a thread: where something listens and says nothing, Dask waits for ever.
    Thread(target=connect, daemon=True).start()
    try:
        client = answers.get(timeout=PATIENCE + 1)
    except Empty:
        client = TimeoutError("it listens, but says nothing")
    if isinstance(client, Exception):
        raise UserError(
            f"no Dask scheduler answers at {printable(scheduler)} within {PATIENCE} seconds "
            f"({printable(str(client))}); check the address, or leave it out"
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise UserError(
                f"the Dask scheduler at {printable(scheduler)} has no worker after {PATIENCE} "
                f"seconds; start one with: dask worker {printable(scheduler)}"
            ) from None
        yield client


def _need(module: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError:
        raise UserError(
            f"several jobs need {module}, which is not installed; run: pip install "
            f"'lenet-in-a-page[studies]', or use --jobs 1"
        ) from None
