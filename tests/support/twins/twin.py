"""What Python and the page both do, and how to have it done by either.

A twin's JavaScript calls what the page calls, from strokes or pixels to answers; its Python says
what must come out. Cases and results are what JSON can hold.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import Any

import numpy as np
from playwright.sync_api import Page

from tests.support.browser.page_modules import call

# In one function, so that nothing of it stands in the way of the script that comes next.
SET_UP = """() => {
  const networks = pageNetworks();
  const read = createReader(networks);
  const most = Math.max(...networks.map(({ weightSets }) => weightSets.length));
  const decoded = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const chosen = (number) => Object.fromEntries(
    networks.map(({ name, weightSets }) => [name, weightSets[number % weightSets.length].id]));
  Object.assign(globalThis, { networks, read, most, decoded, chosen });
}"""


@dataclass(frozen=True, eq=False)
class Twin:
    """A function in both languages.

    Attributes:
        uses: the Python modules whose constants decide what comes out.
        modules: the page's modules that its JavaScript needs, and the names taken from each.
        javascript: a function of one case.
        tolerance: of the numbers in its result.

    """

    name: str
    uses: Sequence[ModuleType]
    modules: Mapping[str, Sequence[str]]
    cases: Callable[[], Sequence[Any]]
    python: Callable[[Any], Any]
    javascript: str
    tolerance: float = 0.0

    @cached_property
    def _prepared(self) -> tuple[Sequence[Any], list[Any]]:
        """Return the cases and what Python makes of them."""
        cases = self.cases()
        return cases, [self.python(case) for case in cases]

    def differing(self, page: Page) -> list[int]:
        """Return the numbers of the cases of which the page's script makes something else."""
        cases, expected = self._prepared
        found = call(page, f"(cases) => Promise.all(cases.map({self.javascript}))", cases)
        pairs = enumerate(zip(expected, found, strict=True))
        return [i for i, (ours, theirs) in pairs if not alike(ours, theirs, self.tolerance)]


def load(page: Page, text: str) -> None:
    """Run a script of the page's modules in the page, and prepare it for the twins."""
    page.evaluate(text)
    page.evaluate(SET_UP)


def alike(ours: Any, theirs: Any, tolerance: float) -> bool:
    """Whether two results agree: numbers within ``tolerance``, all else exactly."""
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        return ours.keys() == theirs.keys() and all(
            alike(value, theirs[key], tolerance) for key, value in ours.items()
        )
    if isinstance(ours, list) and isinstance(theirs, list):
        if ours and all(isinstance(value, int | float) for value in [*ours, *theirs]):
            return len(ours) == len(theirs) and bool(
                np.abs(np.subtract(ours, theirs)).max() <= tolerance
            )
        return len(ours) == len(theirs) and all(
            alike(a, b, tolerance) for a, b in zip(ours, theirs, strict=True)
        )
    if isinstance(ours, float) and isinstance(theirs, int | float):
        return abs(ours - theirs) <= tolerance
    return bool(ours == theirs)
