"""Read JSON objects of unknown origin: take one field at a time, check each value, name the fault.

JSON has one kind of number, and every reader of it agrees on doubles only: 23 and 23.0 are the
same whole number, whole numbers beyond 2⁵³ − 1 are not exact, NaN does not exist. The twin
``site_template/data/json-fields.js`` accepts the same values and words its errors alike.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import NoReturn, TypeVar

T = TypeVar("T")
U = TypeVar("U")

LARGEST_WHOLE = 2**53 - 1
MOST_QUOTED = 40
"""Characters of a text that an error repeats."""
MOST_NESTED = 32
"""Lists and objects within each other; cards have five. Parsers have limits of their own."""
PLAIN_RANGE = (1e-4, 1e16)
"""Sizes of numbers that errors write without an exponent: from the first to below the second."""
# Control characters, those that turn the direction of writing, and halves of surrogate pairs.
UNPRINTABLE = re.compile("[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# A text that does not end goes on to the end of the file.
TEXT_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)
SURROGATE = re.compile("[\ud800-\udfff]")


def parse_json(text: str) -> object:
    """Parse JSON text, every number as a float; raise ValueError where it is not JSON.

    So it is where lists and objects are nested more deeply than ``MOST_NESTED``.
    """
    if _nesting(text) > MOST_NESTED:
        raise ValueError("nested too deeply")
    try:
        value: object = json.loads(text, parse_int=float, parse_constant=_refuse_constant)
    except ValueError:
        raise ValueError("not JSON") from None
    return value


def _nesting(text: str) -> int:
    """Return how many lists and objects are open at once, brackets in texts not counted."""
    open_, most = 0, 0
    for found in TEXT_OR_BRACKET.finditer(text):
        open_ += (found[0] in "[{") - (found[0] in "]}")
        most = max(most, open_)
    return most


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


class Fields:
    """The fields of one JSON object; each is taken once, and :meth:`finish` refuses the rest.

    Every method raises ValueError that says what was found at which ``path`` of ``subject``
    ("its card") and what was expected.
    """

    def __init__(self, value: object, subject: str, path: str = "") -> None:
        self._subject, self._path = subject, path
        if not isinstance(value, dict):
            self._fail(path, value, "an object")
        self._left: dict[str, object] = dict(value)

    def optional(self, name: str, take: Callable[[str], T], default: U) -> T | U:
        """Take a field by one of the other methods, or return the default where there is none."""
        return take(name) if name in self._left else default

    def text(self, name: str, pattern: str = "", expected: str = "text") -> str:
        """Take a text that is not empty and matches the pattern, if there is one."""
        value = self._check_text(name, self._take(name, expected), expected)
        if pattern and not re.fullmatch(pattern, value):
            self._fail(self._place(name), value, expected)
        return value

    def choice(self, name: str, choices: Sequence[T]) -> T:
        """Take one of some texts."""
        expected = f"one of {', '.join(map(str, choices))}"
        value = self._take(name, expected)
        if value not in choices:
            self._fail(self._place(name), value, expected)
        return next(choice for choice in choices if choice == value)

    def number(self, name: str, low: float | None = None, high: float | None = None) -> float:
        """Take a finite number, low ≤ number ≤ high."""
        expected = f"a number{_range(low, high)}"
        return self._check_number(name, self._take(name, expected), expected, low, high)

    def whole(self, name: str, low: int = 0, high: int = LARGEST_WHOLE) -> int:
        """Take a whole number, low ≤ number ≤ high ≤ 2⁵³ − 1."""
        expected = f"a whole number{_range(low, high)}"
        value = self._take(name, expected)
        number = self._check_number(name, value, expected, low, high)
        if not number.is_integer():
            self._fail(self._place(name), value, expected)
        return int(number)

    def nested(self, name: str) -> "Fields":
        """Take an object, to be read in its turn."""
        return Fields(self._take(name, "an object"), self._subject, self._place(name))

    def nested_list(self, name: str) -> "list[Fields]":
        """Take a list of objects."""
        value = self._take(name, "a list")
        if not isinstance(value, list):
            self._fail(self._place(name), value, "a list")
        place = self._place(name)
        return [Fields(item, self._subject, f"{place}[{i}]") for i, item in enumerate(value)]

    def texts(self, name: str) -> dict[str, str]:
        """Take an object of texts, under any names."""
        inner = self.nested(name)
        values = {key: inner._check_text(key, inner._left[key]) for key in inner._names()}
        return {key: values[key] for key in inner._left}

    def numbers(self, name: str) -> dict[str, float]:
        """Take an object of finite numbers, under any names."""
        inner = self.nested(name)
        values = {
            key: inner._check_number(key, inner._left[key], "a number") for key in inner._names()
        }
        return {key: values[key] for key in inner._left}

    def finish(self) -> None:
        """Refuse what has not been taken: an unknown field could change what the others mean."""
        for name in self._names():
            raise ValueError(
                f"{self._subject} has {quote(self._place(name))}, which this version does not know"
            )

    def _take(self, name: str, expected: str) -> object:
        if name not in self._left:
            raise ValueError(f"{self._subject} has no {self._place(name)}, expected {expected}")
        return self._left.pop(name)

    def _check_text(self, name: str, value: object, expected: str = "text") -> str:
        if not isinstance(value, str) or value == "" or SURROGATE.search(value):
            self._fail(self._place(name), value, expected)
        return value

    def _check_number(
        self,
        name: str,
        value: object,
        expected: str,
        low: float | None = None,
        high: float | None = None,
    ) -> float:
        number = to_double(value)
        if number is None or not isfinite(number):
            self._fail(self._place(name), value, expected)
        if (low is not None and number < low) or (high is not None and number > high):
            self._fail(self._place(name), value, expected)
        return number

    def _names(self) -> list[str]:
        """Return the names that are left, in an order that both languages share."""
        return sorted(self._left)

    def _place(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def _fail(self, place: str, value: object, expected: str) -> NoReturn:
        what = f"{self._subject}'s {printable(place)}" if place else self._subject
        raise ValueError(f"{what} is {describe(value)}, expected {expected}")


def to_double(value: object) -> float | None:
    """Return a JSON number as a double, None for any other value: true is not a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def describe(value: object) -> str:
    """Describe a JSON value for an error, in few characters."""
    number = to_double(value)
    if number is not None:
        return _format(number)
    if isinstance(value, str):
        return quote(value)
    words = {type(None): "null", list: "a list", dict: "an object"}
    return words.get(type(value), str(value).lower())


def quote(text: str) -> str:
    """Return a text between quotation marks: its first characters, without unprintable ones."""
    rest = "…" if len(text) > MOST_QUOTED else ""
    return f"'{printable(text[:MOST_QUOTED])}{rest}'"


def printable(text: str) -> str:
    """Replace characters that would change how an error is shown."""
    return UNPRINTABLE.sub("?", text)


def _format(number: float) -> str:
    """Write a double with as many digits as it needs, as ``formatNumber`` in JavaScript does."""
    if not isfinite(number):
        return "infinity" if number > 0 else "-infinity" if number < 0 else "NaN"
    if number and not PLAIN_RANGE[0] <= abs(number) < PLAIN_RANGE[1]:
        digits, exponent = repr(number).split("e")
        return f"{digits}e{int(exponent):+d}"
    return str(int(number)) if number == int(number) else repr(number)


def _range(low: float | None, high: float | None) -> str:
    if low is None:
        return ""
    if high is None or high == LARGEST_WHOLE:
        return f" of at least {_format(low)}"
    return f" from {_format(low)} to {_format(high)}"


def shortest(value: object) -> object:
    """Return a JSON value whose whole floats are ints, as JavaScript writes them: 10, not 10.0."""
    if isinstance(value, float) and value.is_integer() and abs(value) <= LARGEST_WHOLE:
        return int(value)
    if isinstance(value, Mapping):
        return {name: shortest(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [shortest(item) for item in value]
    return value
