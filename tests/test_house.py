"""The house: its rooms, the one way that imports run, and how tests wait."""

import ast
import posixpath
import re
from collections.abc import Iterable, Mapping

import pytest

from builder.site import modules
from tests.support.paths import ROOT

# From the lowest floor up; rooms on one floor do not import each other.
HOUSE = "trainer < builder < tests/support < bench tests"
TRAINER = (
    "errors < arrays files resources splitmix64 interrupts json_fields < layers < ink < photo"
    " < networks < datasets < training < wasm < reading < checkpoints < runs < studies < commands"
    " < __main__"
)
PAGE = (
    "constants networks ui < data < ink < photo < network < maps < state < pad < sections < main.js"
)

# How a test waits for a time, or for a frame, where it should wait for an outcome.
BLIND_WAIT = re.compile(r"wait_for_timeout|networkidle|requestAnimationFrame|\bsleep\(")
ROOM = 16  # files in a folder, at most

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
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            for target in (name.replace(".", "/") for name in names):
                stems = (target, posixpath.dirname(target))  # a module, or something in one
                files = (f"{stem}{end}" for stem in stems for end in (".py", "/__init__.py"))
                arrows += [(path, file) for file in files if file in texts][:1]
    return arrows


def climbing(arrows: Iterable[Arrow], order: str) -> list[str]:
    """Return the imports from room to room that do not lead down."""
    floors = {room: n for n, rooms in enumerate(order.split(" < ")) for room in rooms.split()}

    def room(path: str) -> str:
        fitting = [one for one in floors if re.match(rf"{re.escape(one)}(?:\.py)?(?:/|$)", path)]
        assert fitting, f"{path} stands in no room of {order}"
        return max(fitting, key=len)

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


def inside(arrows: Iterable[Arrow], folder: str) -> list[Arrow]:
    """The arrows within a folder, as paths within it."""
    within = f"{folder}/"
    both = [arrow for arrow in arrows if all(path.startswith(within) for path in arrow)]
    return [(above.removeprefix(within), below.removeprefix(within)) for above, below in both]


def across(arrows: Iterable[Arrow]) -> list[str]:
    """The arrows from one instrument's folder to another's."""
    folders = [(arrow, {posixpath.dirname(path) for path in arrow}) for arrow in arrows]
    return [f"{above} imports {below}" for (above, below), names in folders if len(names) > 1]


@pytest.fixture(scope="module")
def page_imports() -> list[Arrow]:
    return page_arrows(modules())


@pytest.fixture(scope="module")
def python_imports() -> list[Arrow]:
    paths = [
        p for room in ("trainer", "builder", "tests", "bench") for p in ROOT.glob(f"{room}/**/*.py")
    ]
    return python_arrows({p.relative_to(ROOT).as_posix(): p.read_text("utf-8") for p in paths})


def test_imports_of_the_page_lead_down(page_imports: list[Arrow]) -> None:
    assert len(page_imports) > 400
    assert climbing(page_imports, PAGE) == []
    assert circles(page_imports) == []


def test_no_instrument_imports_another(page_imports: list[Arrow]) -> None:
    assert across(inside(page_imports, "sections")) == []


def test_imports_of_python_lead_down(python_imports: list[Arrow]) -> None:
    assert len(python_imports) > 800
    assert climbing(python_imports, HOUSE) == []
    assert climbing(inside(python_imports, "trainer"), TRAINER) == []
    assert circles(python_imports) == []


def test_the_architecture_document_lists_the_rooms_in_their_order() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    listed = [re.findall(r"^\| `([^`]+)` \|", part, re.M) for part in text.split("\n## ")]
    rooms = [order.replace("<", " ").split() for order in (HOUSE, TRAINER, PAGE)]
    assert [found for found in listed if found] == rooms


def test_no_test_imports_another(python_imports: list[Arrow]) -> None:
    tests = [
        (above, below)
        for above, below in python_imports
        if re.match(r"tests/.*test_\w+\.py$", below)
    ]
    assert tests == []


def test_what_climbs_or_turns_back_is_found() -> None:
    types = '/** @type {import("../../main.js").A} */'
    texts = {
        "sections/a/a.js": f'import {{ b }} from "../b/b.js";\n{types}',
        "sections/b/b.js": 'import {\n  a,\n} from "../a/a.js";\n',
        "main.js": "",
    }
    arrows = page_arrows(texts)
    assert climbing(arrows, PAGE) == ["sections/a/a.js imports main.js"]
    assert len(across(inside(arrows, "sections"))) == 2
    assert circles(arrows) == ["sections/a/a.js → sections/b/b.js → sections/a/a.js"]
    late = {
        "trainer/ink/a.py": "def f():\n    from trainer.runs import b\n",
        "trainer/runs/b.py": "",
    }
    found = climbing(inside(python_arrows(late), "trainer"), TRAINER)
    assert found == ["ink/a.py imports runs/b.py"]


def blind_waits(texts: Mapping[str, str]) -> list[str]:
    """Return the lines that wait for a time or a frame."""
    return [
        f"{path}:{number}"
        for path, text in texts.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if BLIND_WAIT.search(line)
    ]


def test_tests_wait_for_outcomes() -> None:
    """Only `eventually` may sleep, between two looks."""
    allowed = {ROOT / "tests/support/eventually.py", ROOT / "tests/test_house.py"}
    paths = sorted(set(ROOT.glob("tests/**/*.py")) - allowed)
    assert blind_waits({str(path): path.read_text("utf-8") for path in paths}) == []
    blind = "page.wait_for_timeout(600)\n\nawait new Promise(requestAnimationFrame)\nsleep(1)"
    assert blind_waits({"a": blind}) == ["a:1", "a:3", "a:4"]


@pytest.mark.parametrize("house", ["tests", "bench"])
def test_rooms_are_small(house: str) -> None:
    folders = {path.parent for path in ROOT.glob(f"{house}/**/*.py")}
    files = {folder: len([*folder.glob("[!_]*.py")]) for folder in folders}
    assert {folder: count for folder, count in files.items() if count > ROOM} == {}
