"""A number that Python and the page share stands in Python alone and reaches the page."""

import re
from collections.abc import Iterator

import pytest

from builder import constants, site
from builder.link import mask

ALL = [(room, constant) for room in constants.ROOMS for constant in constants.constants(room)]
OWN = {path: text for path, text in site.modules().items() if (site.TEMPLATE / path).exists()}
TEMPLATES = "".join(path.read_text("utf-8") for path in site.TEMPLATE.rglob("*.jinja"))

# The ends of a scale, halves (of pixels, of sums), doubles, and bytes: arithmetic, not choices.
ARITHMETIC = {"0", "0.5", "1", "2", "255"}
TWINS = [
    path for path, text in OWN.items() if re.search(r"\bMirrors[\s*]+(?:trainer|builder)/", text)
]
OTHERS = {
    "photo/background.js": {"1e-9"},  # rounding errors of a fit, which is NumPy's own in Python
    "data/checkpoint.js": {"4", "6", "8", "16", "32", "64", "0x20"},  # the file format's
}


def code(path: str) -> str:
    """A module of the page without comments and without the insides of strings."""
    return mask(OWN[path])


def imported(room: str) -> set[str]:
    """The constants of a room that the page imports, or its templates show."""
    names = set(re.findall(rf"\b{room}\.([A-Z_]+)", TEMPLATES))
    for path, text in OWN.items():
        pattern = rf"import \{{([^}}]*)\}} from \"[./]+constants/{room}\.js\""
        for found in re.finditer(pattern, text):
            names |= {name for name in re.findall(r"\w+", found[1]) if name in code(path)}
    return names


def literals(path: str) -> Iterator[str]:
    """The numbers written in a module, but for indices."""
    text = re.sub(r"\[-?\d\]", "", code(path))
    yield from re.findall(r"(?<![\w.])\d[\d.]*(?:e-?\d+|\w*)", text)


@pytest.mark.parametrize("room", constants.ROOMS)
def test_every_constant_is_used_in_the_page_and_has_one_name(room: str) -> None:
    names = [constant.name for constant in constants.constants(room)]
    assert len(set(names)) == len(names) > 0
    assert set(names) == imported(room)


@pytest.mark.parametrize("path", OWN)
def test_the_page_defines_no_constant_that_is_emitted(path: str) -> None:
    defined = set(re.findall(r"\bconst\s+([A-Z][A-Z_]+)\b", code(path)))
    assert not defined & {constant.name for _, constant in ALL}


@pytest.mark.parametrize("path", TWINS)
def test_a_twin_of_a_python_module_holds_no_number_of_its_own(path: str) -> None:
    assert set(literals(path)) - ARITHMETIC - OTHERS.get(path, set()) == set()


@pytest.mark.parametrize("path", [path for path in OWN if not path.startswith("data/")])
def test_no_module_writes_the_size_of_the_pad_or_of_an_image(path: str) -> None:
    assert not {"28", "280"} & set(literals(path))


def test_a_tuple_and_its_meaning_are_written_out() -> None:
    (cut,) = [constant for _, constant in ALL if constant.name == "CUT_RANGE"]
    text = constants.modules()["constants/ink.js"]
    assert f"/** {cut.meaning} */\nexport const CUT_RANGE = [0.3, 0.7];\n" in text
