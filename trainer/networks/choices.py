"""Options of a network's variants: one of several named choices."""

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


def choose(what: str, choices: Mapping[str, T], name: str) -> T:
    """Return the choice called ``name``; raise ValueError that lists the choices."""
    if name not in choices:
        raise ValueError(f"no {what} is called {name!r}; there are {', '.join(choices)}")
    return choices[name]
