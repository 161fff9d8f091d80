"""Any command line ends with code 0 or, with one sentence and nothing written, 2."""

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
import typer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import trainer.commands.calibrate
import trainer.commands.fetch
import trainer.commands.gradcheck
import trainer.commands.study
from builder import site
from builder.app import app as builder_app
from tests.fuzz.trial import check_sentence
from tests.support.commands import run
from trainer.checkpoints.bundled import SHIPPED
from trainer.commands.app import app as trainer_app
from trainer.commands.command_line import LONGEST
from trainer.datasets import catalogue
from trainer.errors import UserError

WORDS = ("", "-", "--", "-1", "0", "1", "0.5", "nan", "1e400", "9" * 5000, "é", "a\u202eb", "a\nb",
         "\udcff", "\x1b[2J", "[bold]", "[/]", "=", "a=b", "lenet5/a=b", "lenet5/a=w.safetensors",
         "w.safetensors", "none.safetensors", "cut.npz", "w.json", "w.state", "new.npz", "new.json",
         "new.safetensors", "picture.png", "folder", "loop", ".", "..", "/dev/null", "/proc/none/x",
         "x" * 300, "w.safetensors/x", "zipcode-1989", "lenet5", "1989", "mnist", "json", "wasm",
         "mnist-first", "mnist-draw-" + "9" * 30, "ladder", "softmax", "H1")  # fmt: skip
APPS = {"trainer": trainer_app, "builder": builder_app}


def commands() -> list[tuple[str, str, list[str]]]:
    """Return program, command and the names of the options, for all commands."""
    found = []
    for program, app in APPS.items():
        group = typer.main.get_command(app)
        for name, command in group.commands.items():  # type: ignore[attr-defined]
            options = [option for each in command.params for option in each.opts
                       if option.startswith("-")]  # fmt: skip
            found.append((program, name, [*options, "--help", "--none"]))
    return found


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    program, name, options = draw(st.sampled_from(commands()))
    words = st.sampled_from(WORDS)
    option = st.sampled_from(options)
    part = st.one_of(
        words.map(lambda word: [word]),
        st.tuples(option, words).map(list),
        st.tuples(option, words).map(lambda pair: ["=".join(pair)]),
        option.map(lambda one: [one]),
    )
    parts = draw(st.lists(part, max_size=5))
    return [program, name, *(word for part in parts for word in part)]


@pytest.fixture(scope="module")
def _cheap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Work in a folder with some files; leave out what takes long, once arguments are checked."""

    def no_data(name: str) -> NoReturn:
        raise UserError(f"there is no data set {name!r} here")

    folder = tmp_path_factory.mktemp("fuzz") / "here"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        Path("folder").mkdir()
        Path("loop").symlink_to("loop")
        weights = (SHIPPED / "zipcode-1989" / "1989.safetensors").read_bytes()
        Path("w.safetensors").write_bytes(weights)
        Path("cut.npz").write_bytes(b"PK\3\4")
        Path("w.json").write_text("{}")
        Path("w.state").write_bytes(weights)
        Path("picture.png").write_text("none")
        patch.setattr(catalogue, "load_dataset", no_data)
        patch.setattr(trainer.commands.calibrate, "load_pendigits", no_data)
        patch.setattr(trainer.commands.gradcheck, "check_network", lambda network: [])
        patch.setattr(trainer.commands.study, "_run", lambda *arguments: None)
        for name in ("fetch_files", "fetch_strokes"):
            patch.setattr(trainer.commands.fetch, name, lambda *arguments: folder)
        patch.setattr(site, "render", lambda *choices, **options: "a page")
        patch.setattr(site, "modules", lambda: {"main.js": "export {};\n"})
        yield


def files() -> dict[str, int]:
    return {
        str(path): path.lstat().st_mtime_ns for path in Path("..").rglob("*") if not path.is_dir()
    }


def check(words: list[str]) -> None:
    before = files()
    outcome = run(*words)
    assert outcome.code in (0, 2)
    if outcome.code == 2 and outcome.stderr:
        lines = outcome.stderr.removesuffix("\n").split("\n")
        for line in lines:
            check_sentence(line, len("error: ") + LONGEST)  # it may repeat long paths
        assert len(lines) == 1 or "predict" in words  # which goes on with the next picture
        assert files() == before


@pytest.mark.usefixtures("_cheap")
def test_some_command_lines() -> None:
    limits = settings(max_examples=60, suppress_health_check=list(HealthCheck))
    limits(given(command_lines())(check))()


@pytest.mark.slow
@pytest.mark.usefixtures("_cheap")
def test_many_command_lines() -> None:
    limits = settings(max_examples=3000, suppress_health_check=list(HealthCheck))
    limits(given(command_lines())(check))()
