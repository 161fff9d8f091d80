"""The house: its rooms, and the one way that imports run, in Python and in the page."""

import ast
import posixpath
import re
from collections.abc import Iterable, Mapping

from builder.site import modules
from tests.support.paths import ROOT

# From the lowest floor up; rooms on one floor do not import each other.
TRAINER = (
    "errors arrays files splitmix64 < layers < ink < photo < networks < datasets < training < wasm"
    " < reading < checkpoints < runs < studies < commands < __main__"
)
PAGE = (
    "constants networks ui < data < ink < photo < network < maps < state < pad < sections < main.js"
)
HOUSE = "trainer < builder < tests bench"

Arrow = tuple[str, str]  # a file, and one that it imports


def page_arrows(texts: Mapping[str, str]) -> list[Arrow]:
    """What the page's modules import, for their code and for their types."""
    return [
        (path, posixpath.normpath(posixpath.join(posixpath.dirname(path), target)))
        for path, text in texts.items()
        for target in re.findall(r'(?:\bfrom\s*|\bimport\()"(\.[^"]*)"', text)
    ]


def python_arrows(texts: Mapping[str, str]) -> list[Arrow]:
    """What the Python files import, at the top, late, or only for types."""
    arrows = []
    for path, text in texts.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                targets = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                targets = [f"{node.module}.{alias.name}" for alias in node.names]
            else:
                continue
            for target in (name.replace(".", "/") for name in targets):
                files = (f"{target}.py", f"{target}/__init__.py", f"{posixpath.dirname(target)}.py",
                         f"{posixpath.dirname(target)}/__init__.py")  # fmt: skip
                arrows += [(path, file) for file in files if file in texts and file != path][:1]
    return arrows


def climbing(arrows: Iterable[Arrow], order: str) -> list[str]:
    """The arrows from room to room that do not lead down."""
    floors = {room: n for n, rooms in enumerate(order.split(" < ")) for room in rooms.split()}

    def room(path: str) -> str:
        return path.split("/")[0].removesuffix(".py")

    unknown = {room(path) for arrow in arrows for path in arrow} - floors.keys()
    assert not unknown, f"no floor is given for {sorted(unknown)}"
    return sorted(
        f"{above} imports {below}"
        for above, below in set(arrows)
        if room(above) != room(below) and floors[room(above)] <= floors[room(below)]
    )


def circles(arrows: Iterable[Arrow]) -> list[str]:
    """The ways through files that lead back to where they began."""
    below: dict[str, list[str]] = {}
    for file, imported in sorted(set(arrows)):
        below.setdefault(file, []).append(imported)
    found, done = [], set()

    def visit(file: str, way: tuple[str, ...]) -> None:
        if file in way:
            found.append(" → ".join((*way[way.index(file) :], file)))
        elif file not in done:
            for imported in below.get(file, ()):
                visit(imported, (*way, file))
            done.add(file)

    for file in below:
        visit(file, ())
    return found


def sources(*folders: str) -> dict[str, str]:
    """The Python files of some folders by path."""
    paths = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths}


def inside(arrows: Iterable[Arrow], folder: str) -> list[Arrow]:
    """The arrows within a folder, as paths within it."""
    within = f"{folder}/"
    both = [arrow for arrow in arrows if all(path.startswith(within) for path in arrow)]
    return [(above.removeprefix(within), below.removeprefix(within)) for above, below in both]


def test_imports_of_the_page_run_down_and_no_instrument_imports_another() -> None:
    arrows = page_arrows(modules())
    sections = climbing_sections(arrows)
    assert climbing(arrows, PAGE) + sections == []


def climbing_sections(arrows: Iterable[Arrow]) -> list[str]:
    """The arrows from one instrument's folder to another's."""
    folders = [(arrow, [posixpath.dirname(path) for path in arrow]) for arrow in set(arrows)]
    return sorted(
        f"{above} imports {below}"
        for (above, below), (a, b) in folders
        if a != b and a.startswith("sections/") and b.startswith("sections/")
    )


def test_no_files_of_the_page_import_each_other() -> None:
    assert circles(page_arrows(modules())) == []
