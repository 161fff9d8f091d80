"""Nobody's work is overwritten: one rule, for every command that writes."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from builder import site
from builder.app import app as builder_app
from tests.support.commands import Outcome, run
from tests.support.data.small_data import first_images
from tests.support.data.tiny_study import TINY
from trainer.checkpoints import checkpoint
from trainer.checkpoints.bundled import SHIPPED
from trainer.commands.app import app as trainer_app
from trainer.datasets import catalogue
from trainer.studies import execution, results
from trainer.studies.catalogue import STUDIES
from trainer.studies.results import Result
from trainer.studies.study import Arm
from trainer.training.records import Score

SHIPPED_1989 = SHIPPED / "zipcode-1989" / "1989.safetensors"
TRAIN = "trainer train zipcode-1989 --passes 1"

# Each command that writes, and a file that it would write; {0} is that file.
WRITERS = {
    "train": (f"{TRAIN} --output {{0}}", "new.safetensors"),
    "train, its state": (f"{TRAIN} --output new.safetensors", "new.state"),
    "train, by default": (TRAIN, "runs/zipcode-1989-1989-seed1989.safetensors"),
    "train, snapshots": (f"{TRAIN} --output new.safetensors --snapshots {{0}}", "p.safetensors"),
    "export": ("trainer export mine.safetensors --output {0}", "new.json"),
    "export, by default": ("trainer export mine.safetensors --format npz", "mine.npz"),
    "import": ("trainer import mine.json --output {0}", "new.safetensors"),
    "import, by default": ("trainer import other.json", "other.safetensors"),
    "plot": ("trainer plot mine.safetensors --output plots", "plots/samples.png"),
    "plot, by default": ("trainer plot mine.safetensors", "mine-plots/curves.svg"),
    "study": ("trainer study tiny --output studied", "studied/tiny.svg"),
    "report": ("trainer report --results stored --output docs/new.md", "docs/ladder.svg"),
    "build": ("builder build --output {0}", "new.html"),
    "modules": ("builder modules --output js", "js/main.js"),
}
# Those that write into their own files, or nothing.
OTHERS = {"fetch", "calibrate", "evaluate", "predict", "gradcheck", "summary"}

# Outputs that would be one file with another or with what is read, however that is spelled.
COLLISIONS = [
    f"{TRAIN} --output new.safetensors --snapshots new.safetensors",
    f"{TRAIN} --output new.safetensors --snapshots ./x/../new.safetensors",
    f"{TRAIN} --output new.safetensors --snapshots here/new.safetensors",
    f"{TRAIN} --output new.safetensors --snapshots new.state",
    f"{TRAIN} --output new.safetensors --snapshots new.safetensors/passes",
    f"{TRAIN} --output mine.safetensors --snapshots link.safetensors --overwrite",
    f"{TRAIN} --output mine.safetensors --snapshots hard.safetensors --overwrite",
    "trainer import mine.safetensors --output mine.safetensors --overwrite",
    "trainer import mine.safetensors --output link.safetensors --overwrite",
    "trainer import mine.safetensors --output here/mine.safetensors --overwrite",
    "trainer export named.json --format json --overwrite",
    "builder build --weights mine.safetensors --output mine.safetensors --overwrite",
    "builder build --weights mine.safetensors --output hard.safetensors --overwrite",
    "builder build --weights lenet5/a=mine.safetensors --output link.safetensors --overwrite",
]


def run_at_once(arm: Arm, seed: int) -> Result:
    score = Score(0.5, 3, 100)
    return Result(arm.name, seed, score, score, score, score, 1.0, "wasm", "1")


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Work in a folder with weights, links to them, and what was exported.

    What takes long is done on few images, or not at all.
    """
    monkeypatch.chdir(tmp_path)
    few = first_images(train=20, test=10)
    monkeypatch.setitem(catalogue.LOADERS, "mnist-first", lambda: few)
    monkeypatch.setitem(STUDIES, "tiny", TINY)
    monkeypatch.setattr(execution, "run", run_at_once)
    monkeypatch.setattr(site, "render", lambda *choices, **options: "a page")
    monkeypatch.setattr(site, "modules", lambda: {"main.js": "export {};\n"})
    mine = Path("mine.safetensors")
    mine.write_bytes(SHIPPED_1989.read_bytes())
    results.write(STUDIES["usps"], results.read(STUDIES["usps"]), Path("stored"))
    Path("named.json").write_bytes(SHIPPED_1989.read_bytes())
    Path("link.safetensors").symlink_to(mine)
    Path("hard.safetensors").hardlink_to(mine)
    Path("here").symlink_to(tmp_path, target_is_directory=True)
    for name in ("mine.json", "other.json"):
        assert command(f"trainer export mine.safetensors --output {name}").code == 0


def command(words: str) -> Outcome:
    program, *arguments = words.split()
    return run(program, *arguments)


def state_of(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def check_refused(words: str, sentence: str) -> None:
    before = state_of(Path())
    outcome = command(words)
    assert outcome.code == 2, outcome.stdout
    assert sentence in outcome.stderr
    assert outcome.stderr.count("\n") == 1
    assert state_of(Path()) == before


def test_every_command_is_here() -> None:
    names = {
        each.name or each.callback.__name__
        for app in (trainer_app, builder_app)
        for each in app.registered_commands
        if each.callback
    }
    writing = {words.split()[1] for words, _ in WRITERS.values()}
    assert writing | OTHERS == names
    assert not writing & OTHERS


@pytest.mark.parametrize("name", WRITERS)
def test_a_file_that_is_there_is_replaced_only_when_asked(name: str) -> None:
    words, written = WRITERS[name]
    words = words.format(written)
    precious = Path(written)
    precious.parent.mkdir(exist_ok=True)
    precious.write_text("precious")
    check_refused(words, f"{written} is there already; ")
    outcome = command(f"{words} --overwrite")
    assert outcome.code == 0, outcome.stderr
    assert precious.read_bytes() != b"precious"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("name", WRITERS)
def test_what_is_no_file_is_never_replaced(name: str) -> None:
    words, written = WRITERS[name]
    pipe = Path(written)
    pipe.parent.mkdir(exist_ok=True)
    os.mkfifo(pipe)
    check_refused(f"{words.format(written)} --overwrite", "cannot be written (not a regular file)")
    assert pipe.is_fifo()


@pytest.mark.parametrize("words", COLLISIONS)
def test_outputs_are_neither_each_other_nor_what_is_read(words: str) -> None:
    outcome = command(words)
    check_refused(words, "would be")
    assert "written to one place" in outcome.stderr or "which is read" in outcome.stderr


def test_a_finished_run_is_not_trained_over_but_goes_on() -> None:
    assert command(f"{TRAIN} --output new.safetensors").code == 0
    check_refused(f"{TRAIN} --output new.safetensors", "go on with --resume, name another output")
    assert command(f"{TRAIN} --output new.safetensors --resume --passes 2").code == 0
    assert len(checkpoint.load(Path("new.safetensors"))[1].passes) == 2


def test_a_built_page_is_built_again(page_file: Path) -> None:
    page, template = Path("page.html"), site.TEMPLATE / "index.html.jinja"
    page.write_bytes(template.read_bytes())
    check_refused("builder build --output page.html", "page.html is there already")
    page.write_bytes(page_file.read_bytes())
    assert command("builder build --output page.html").code == 0
    assert page.read_text() == "a page"


def test_modules_are_written_again_where_they_are_the_same() -> None:
    for _ in range(2):
        assert command("builder modules --output js").code == 0


def test_links_are_followed() -> None:
    assert command("trainer export mine.safetensors --output link.json").code == 0
    target = Path("target.json")
    Path("link.json").rename(target)
    Path("link.json").symlink_to(target)
    assert command("trainer export mine.safetensors --output link.json --overwrite").code == 0
    assert Path("link.json").is_symlink()


@pytest.mark.parametrize("suffix", [".npz", ".onnx", ".safetensors", ".txt", ""])
def test_a_format_and_a_suffix_that_disagree_are_refused(suffix: str) -> None:
    words = f"trainer export mine.safetensors --format json --output new{suffix}"
    check_refused(words, f"new{suffix} is not named as json; give --output a name ending in .json")


def test_finished_runs_are_dropped_only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    studied = Path("studied")
    assert command("trainer study tiny --output studied").code == 0
    check_refused(
        "trainer study tiny --output studied --drop fast",
        "2 of the runs to drop are finished and have the study's settings as they are now",
    )
    assert command("trainer study tiny --output studied --drop fast --overwrite").code == 0
    plain, fast = TINY.arms
    changed = replace(
        TINY, arms=(plain, replace(fast, recipe=replace(fast.recipe, learning_rate=0.01)))
    )
    monkeypatch.setitem(STUDIES, "tiny", changed)
    assert "2 runs taken out" in command("trainer study tiny --output studied --drop fast").stdout
    assert len(results.read(changed, studied)) == 4
