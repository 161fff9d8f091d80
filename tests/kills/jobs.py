"""The jobs that are killed: what each does, what must be whole after a kill, and its result."""

import gzip
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from threading import Thread

import pytest

from builder import site
from tests.support.data.mirror import FILES, Server
from tests.support.data.small_data import first_images
from tests.support.data.tiny_study import TINY, load_tiny
from trainer.checkpoints import checkpoint
from trainer.datasets import catalogue
from trainer.datasets.sources import IDX_NAMES, SOURCES, DataFile
from trainer.ink.augmentation import Augmentation
from trainer.studies import execution, results
from trainer.studies.catalogue import STUDIES
from trainer.training.recipes import RECIPES
from trainer.training.records import PassRecord

PASSES = 4
DTYPES = ("F32", "F64")
BUILT = "<!doctype html>\n<meta Content-Security-Policy script-src &#39;sha256-\n"
"""How a built page begins: a build replaces nothing else, and may be killed when it is done."""
OLD_PAGE, NEW_PAGE = (
    BUILT + "".join(f"{n} {word}\n" for n in range(100_000)) for word in ("old", "new")
)


@dataclass(frozen=True)
class Job:
    """A job.

    Attributes:
        command: the command line that begins it in a folder, or goes on.
        check: asserts that what is in the folder is whole; returns how much is done.
        result: what is in the folder in the end, without times.

    """

    command: Callable[[Path], list[str]]
    check: Callable[[Path], int]
    result: Callable[[Path], object]


def _train(network: str, recipe: str) -> Job:
    def command(folder: Path) -> list[str]:
        words = ["trainer", "train", network, "--recipe", recipe, f"--passes={PASSES}"]
        goes_on = ["--resume"] if (folder / "run.state").exists() else []
        return [*words, "--output", str(folder / "run.safetensors"), *goes_on]

    def check(folder: Path) -> int:
        state, weights = folder / "run.state", folder / "run.safetensors"
        if weights.exists():
            behind = len(_passes(state)) - len(checkpoint.load_network(weights)[1].passes)
            assert behind in (0, 1)
        return len(_passes(state)) if state.exists() else 0

    def result(folder: Path) -> object:
        found = {}
        for name in ("run.state", "run.safetensors"):
            tensors, card = checkpoint.load(folder / name, DTYPES)
            passes = [replace(record, seconds=0) for record in card.passes]
            found[name] = {key: value.tobytes() for key, value in tensors.items()}, passes
        return found

    return Job(command, check, result)


def _passes(path: Path) -> tuple[PassRecord, ...]:
    return checkpoint.load(path, DTYPES)[1].passes


def _stored(folder: Path) -> list[dict[str, object]]:
    return [run.to_json() | {"seconds": 0} for run in results.read(TINY, folder)]


def _studied(folder: Path) -> object:
    assert {"tiny.md", "tiny.svg"} <= {path.name for path in folder.iterdir()}
    return _stored(folder)


def _fetched(folder: Path) -> int:
    whole = 0
    for name, data in FILES.items():
        path = folder / "mnist" / name
        if path.exists():
            assert path.read_bytes() == data
            whole += 1
    return whole


def _built(folder: Path) -> int:
    text = (folder / "page.html").read_text("utf-8")
    assert text in (OLD_PAGE, NEW_PAGE)
    return int(text == NEW_PAGE)


def _build(folder: Path) -> list[str]:
    page = folder / "page.html"
    if not page.exists():
        page.write_text(OLD_PAGE, "utf-8")
    return ["builder", "build", "--output", str(page)]


def _fetch(*options: str) -> Job:
    return Job(
        lambda folder: ["trainer", "fetch", "mnist", "--cache", str(folder), *options],
        _fetched,
        _fetched,
    )


JOBS = {
    "train": _train("zipcode-1989", "1989"),
    "train, every option": _train("lenet5", "mnist"),
    "study": Job(
        lambda folder: ["trainer", "study", "tiny", "--output", str(folder)],
        lambda folder: len(_stored(folder)),
        _studied,
    ),
    "fetch": _fetch(),
    "build": Job(_build, _built, _built),
}


@contextmanager
def small() -> Iterator[None]:
    """Let all jobs be small: few images, a local mirror, a page that is at hand."""
    few = {"mnist-first": first_images(train=200, test=50), "mnist": first_images(40, 20)}
    server = Server()
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    for name, data in FILES.items():
        server.files[f"/mnist/{name}.gz"] = gzip.compress(data, mtime=0)
    files = tuple(DataFile(name, hashlib.sha256(FILES[name]).hexdigest()) for name in IDX_NAMES)
    mirror = replace(
        SOURCES["mnist"],
        files=files,
        mirrors=(server.address("mnist"),),
        npm_package="",
        installed=None,
    )
    recipe = replace(
        RECIPES["lenet5", "mnist"],
        variant={"normalisation": "batch"},
        passes=PASSES,
        batch_size=20,
        augmentation=Augmentation(rotation=10),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(SOURCES, "mnist", mirror)
        patch.setitem(RECIPES, ("lenet5", "mnist"), recipe)
        patch.setattr(catalogue, "load_dataset", few.__getitem__)
        patch.setitem(STUDIES, "tiny", TINY)
        patch.setattr(execution, "load", cache(load_tiny))
        patch.setattr(site, "render", lambda *choices, **options: NEW_PAGE)
        yield
    server.shutdown()
    server.server_close()
