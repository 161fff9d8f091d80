"""The constants that Python and the page share, written out as JavaScript: one module a room.

They are defined in Python alone. A constant of the modules listed here is emitted if its name is in
capitals and a documentation string follows it, which becomes its comment in the page.
"""

import ast
import inspect
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import ModuleType

from builder import packing
from builder.blocks import golden, passes
from trainer import json_fields
from trainer.ink import augmentation, framing, raster, resize, segment
from trainer.photo import areas, background, pieces
from trainer.reading import decision
from trainer.training import recipes
from trainer.wasm import module, wat

ROOMS: Mapping[str, Sequence[ModuleType]] = {
    "ink": (raster, framing, resize, segment),
    "photo": (areas, background, pieces),
    "reading": (decision,),
    "wasm": (wat, module),
    "data": (packing, passes, golden, json_fields, recipes, augmentation),
}


@dataclass(frozen=True)
class Constant:
    """A number, or a tuple of numbers, and what it means."""

    name: str
    value: float | tuple[float, ...]
    meaning: str


def constants(room: str) -> list[Constant]:
    """Return the constants of a room in the order of its modules."""
    return [constant for source in ROOMS[room] for constant in documented(source)]


def values(room: str) -> dict[str, float | tuple[float, ...]]:
    """Return the values of a room's constants by name, for the page's templates."""
    return {constant.name: constant.value for constant in constants(room)}


def modules() -> dict[str, str]:
    """Return a JavaScript module for each room, by path: ``constants/ink.js``."""
    return {f"constants/{room}.js": _module(room) for room in ROOMS}


def _module(room: str) -> str:
    sources = ", ".join(source.__name__ for source in ROOMS[room])
    lines = [f"/** Constants of {sources}. */"]
    for constant in constants(room):
        lines += ["", f"/** {constant.meaning.replace('``', '`')} */"]
        lines += [f"export const {constant.name} = {json.dumps(constant.value)};"]
    return "\n".join([*lines, ""])


def documented(source: ModuleType) -> Iterator[Constant]:
    """Yield the constants of a Python module that have a documentation string."""
    body = ast.parse(inspect.getsource(source)).body
    for statement, following in pairwise(body):
        match statement, following:
            case (
                ast.Assign(targets=[ast.Name(name)]) | ast.AnnAssign(target=ast.Name(name)),
                ast.Expr(ast.Constant(str(meaning))),
            ) if name.isupper():
                yield Constant(name, getattr(source, name), meaning)
