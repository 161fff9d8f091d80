"""The project installed from its wheel, in a place that does not see the clone: the main jobs."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from tests.support.drawings.pictures import scan
from tests.support.paths import ROOT
from trainer.datasets.mnist import load_mnist_first

pytestmark = pytest.mark.slow

# Where a wheel has the clone's folders.
PLACES = {
    "builder": "builder",
    "trainer": "trainer",
    "site_template": "builder/site_template",
    "results": "trainer/results",
}
LARGEST_WHEEL = 12_000_000


def quietly(*command: str | Path, cwd: Path = ROOT) -> str:
    """Run a command and return what it prints; it must succeed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [*map(str, command)], cwd=cwd, capture_output=True, encoding="utf-8", check=False,
        env={**environment, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sdist and the wheel, each built from the clone."""
    folder = tmp_path_factory.mktemp("built")
    quietly(sys.executable, "-m", "hatchling", "build", "-d", folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (path,) = built.glob("*.whl")
    return path


@dataclass(frozen=True)
class Installed:
    """A Python with the wheel and its dependencies, and a folder to work in."""

    python: Path
    packages: Path
    folder: Path

    def run(self, *arguments: str | Path) -> str:
        return quietly(self.python, *arguments, cwd=self.folder)

    def contents(self, folder: Path) -> dict[str, int]:
        """Return when each file was last written, by path."""
        return {
            path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The dependencies are those of this Python, but not the clone that is installed in it.

    For that, its folders of packages are put on the path, where their .pth files do not count.
    """
    home = tmp_path_factory.mktemp("wheel of Zoë's") / "venv"
    quietly(sys.executable, "-m", "venv", home)
    (python,) = [*home.glob("bin/python"), *home.glob("Scripts/python.exe")]
    quietly(python, "-m", "pip", "install", "-qq", "--no-index", "--no-deps", wheel)
    where = quietly(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    shared = [path for path in sys.path if path.endswith("-packages")]
    Path(where, "dependencies.pth").write_text("\n".join(shared), "utf-8")
    folder = home.with_name("an empty folder")
    folder.mkdir()
    return Installed(python, Path(where), folder)


def files_of_the_clone() -> dict[str, Path]:
    """Every file that a wheel must have, by its path there."""
    return {
        f"{place}/{path.relative_to(ROOT / room).as_posix()}": path
        for room, place in PLACES.items()
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_all_that_the_packages_need_and_nothing_else(wheel: Path) -> None:
    wanted = files_of_the_clone()
    assert len(wanted) > 300
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        assert names == set(wanted)
        assert all(archive.read(name) == path.read_bytes() for name, path in wanted.items())
    assert wheel.stat().st_size <= LARGEST_WHEEL


def test_the_wheel_from_the_sdist_is_the_same(built: Path, wheel: Path, tmp_path: Path) -> None:
    (source,) = built.glob("*.tar.gz")
    offline = ("--no-index", "--no-deps", "--no-build-isolation")
    quietly(sys.executable, "-m", "pip", "wheel", "-qq", *offline, "-w", tmp_path, source)
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_the_clone_is_out_of_sight(installed: Installed) -> None:
    found = installed.run(
        "-c", "import builder, trainer; print(builder.__file__, trainer.__file__)"
    )
    assert found.count(str(installed.packages)) == 2
    places = installed.run("-c", "import sys; print(*sys.path, sep='\\n')").splitlines()
    assert len(places) > 3
    assert str(ROOT) not in places  # though the packages' own folder may lie in it


def test_the_page_is_that_of_the_clone(installed: Installed, page_file: Path) -> None:
    printed = installed.run("-m", "builder", "build").strip()
    page = installed.folder / "dist" / "index.html"
    assert printed == str(page)
    assert page.read_bytes() == page_file.read_bytes()
    page.unlink()
    page.parent.rmdir()


JOBS: Sequence[tuple[str, Sequence[str]]] = (
    ("train zipcode-1989 --passes 1 --output runs/w.safetensors",
     ["runs/w.safetensors", "runs/w.state"]),
    ("evaluate runs/w.safetensors", []),
    ("predict seven.png", []),
    ("gradcheck zipcode-1989", []),
    ("summary lenet5", []),
    ("export runs/w.safetensors --output w.npz", ["w.npz"]),
    ("import w.npz --output back.safetensors", ["back.safetensors"]),
    ("export runs/w.safetensors --output w.onnx", ["w.onnx"]),
    ("plot runs/w.safetensors --layer H1 --output plots",
     [f"plots/{name}" for name in ("curves.png", "curves.svg", "samples.png", "samples.svg",
                                   "H1-kernels.png", "H1-kernels.svg",
                                   "H1-maps.png", "H1-maps.svg")]),
    ("study mnist-first --seeds 1",
     [f"results/mnist-first.{suffix}" for suffix in ("json", "md", "svg")]),
    ("report", [f"docs/{name}" for name in ("results.md", "distributions.svg", "ladder.svg",
                                            "lenet5-mnist.svg")]),
)  # fmt: skip


def test_the_main_jobs_write_to_the_current_folder_only(installed: Installed) -> None:
    digit = load_mnist_first().test_images[0]
    Image.fromarray(scan(digit, 0)).save(installed.folder / "seven.png")
    before = installed.contents(installed.packages)
    there = {"seven.png"}
    for job, written in JOBS:
        printed = installed.run("-m", "trainer", *job.split())
        there |= set(written)
        assert set(installed.contents(installed.folder)) == there, job
        if job.startswith("predict"):
            assert printed.count(" 7 ") == 2
    assert installed.contents(installed.packages) == before
