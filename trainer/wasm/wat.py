"""WebAssembly text: expressions as strings, and functions written top to bottom.

A loop is a dimension and a pointer has a step in each, as an array has strides: ::

    with code.loop(8, x=64, y=32), code.loop(8, x=4, y=4):
        code.store("y", 0, load("x", 0))

copies an 8×8 corner. After a loop its pointers stand where they stood before it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

VECTOR = 16
"""Bytes of a vector: four float32, its lanes."""
LANES = 4
FLOAT = 4
"""Bytes of a float32."""


def get(name: str) -> str:
    """The value of a local."""
    return f"(local.get ${name})"


def i32(value: int) -> str:
    """A 32-bit integer."""
    return f"(i32.const {value})"


def f32(value: float | np.float32) -> str:
    """A float32, exactly: in hexadecimal."""
    return f"(f32.const {float(np.float32(value)).hex()})"


def sum_of(base: int, *products: tuple[str, int]) -> str:
    """``base + Σ a·b``: an address from indices and steps."""
    total = i32(base)
    for index, step in products:
        total = f"(i32.add {total} (i32.mul {index} {i32(step)}))"
    return total


def all_lanes(scalar: str) -> str:
    """A vector whose four lanes are the same."""
    return f"(f32x4.splat {scalar})"


def constant(value: float | np.float32) -> str:
    """A vector of one number."""
    number = float(np.float32(value)).hex()
    return f"(v128.const f32x4{f' {number}' * LANES})"


def load(pointer: str, offset: int) -> str:
    """Four numbers from memory."""
    return f"(v128.load offset={offset} {get(pointer)})"


def load_one(pointer: str, offset: int) -> str:
    """One number from memory, in all four lanes."""
    return f"(v128.load32_splat offset={offset} {get(pointer)})"


def add(a: str, b: str) -> str:
    """A + b, lane by lane."""
    return f"(f32x4.add {a} {b})"


def sub(a: str, b: str) -> str:
    """A − b, lane by lane."""
    return f"(f32x4.sub {a} {b})"


def mul(a: str, b: str) -> str:
    """A · b, lane by lane."""
    return f"(f32x4.mul {a} {b})"


def pick(a: str, b: str, lanes: tuple[int, int, int, int]) -> str:
    """Four lanes out of eight: 0–3 are those of ``a``, 4–7 those of ``b``."""
    places = " ".join(str(FLOAT * lane + byte) for lane in lanes for byte in range(FLOAT))
    return f"(i8x16.shuffle {places} {a} {b})"


class Code:
    """The body of a function. Locals are declared by their first use.

    ``rates`` is how far behind a parameter its own learning rate stands, None where all share one.
    """

    def __init__(
        self, name: str, signature: str = "", *, export: bool = False, rates: int | None = None
    ) -> None:
        self.name, self.rates = name, rates
        exported = f'(export "{name}")' if export else ""
        self.head = " ".join(filter(None, (f"(func ${name}", exported, signature)))
        self._lines: list[str] = []
        self._locals: dict[str, str] = {}
        self._depth = 0
        self._loops = 0

    def __str__(self) -> str:
        declared = [f"  (local ${name} {kind})" for name, kind in self._locals.items()]
        return "\n".join([self.head, *declared, *self._lines, ")"])

    def line(self, text: str) -> None:
        """An instruction."""
        self._lines.append("  " * (self._depth + 1) + text)

    def note(self, text: str) -> None:
        """A comment."""
        self.line(f";; {text}")

    def set(self, name: str, value: str, kind: str = "v128") -> None:
        """Set a local."""
        if f"(param ${name} " not in self.head:
            self._locals.setdefault(name, kind)
        self.line(f"(local.set ${name} {value})")

    def point(self, **addresses: int | str) -> None:
        """Let pointers point at addresses (numbers, or expressions)."""
        for name, address in addresses.items():
            self.set(name, i32(address) if isinstance(address, int) else address, "i32")

    def advance(self, **steps: int) -> None:
        """Move pointers by so many bytes."""
        for name, step in steps.items():
            if step:
                self.set(name, f"(i32.add {get(name)} {i32(step)})", "i32")

    def accumulate(self, name: str, value: str) -> None:
        """Add a vector to a local."""
        self.set(name, add(get(name), value))

    def store(self, pointer: str, offset: int, value: str) -> None:
        """Four numbers to memory."""
        self.line(f"(v128.store offset={offset} {get(pointer)} {value})")

    def lane_sums(self, a: str, b: str, c: str, d: str) -> str:
        """The vector (Σa, Σb, Σc, Σd) of four locals, each summed as (0 + 2) + (1 + 3)."""
        low, high = (0, 4, 1, 5), (2, 6, 3, 7)
        self.set("ab", add(pick(get(a), get(b), low), pick(get(a), get(b), high)))
        self.set("cd", add(pick(get(c), get(d), low), pick(get(c), get(d), high)))
        first, second = (0, 1, 4, 5), (2, 3, 6, 7)
        return add(pick(get("ab"), get("cd"), first), pick(get("ab"), get("cd"), second))

    def call(self, name: str, *arguments: str) -> None:
        """Call a function that returns nothing."""
        self.line(f"(call ${' '.join((name, *arguments))})")

    @contextmanager
    def loop(self, times: int, **steps: int) -> Iterator[None]:
        """Repeat, moving each pointer by its step (bytes) after each time, and back at the end."""
        if times == 1:
            yield
            return
        with self.repeat(i32(times), **steps):
            yield
        self.advance(**{name: -times * step for name, step in steps.items()})

    @contextmanager
    def repeat(self, times: str, **steps: int) -> Iterator[None]:
        """Repeat as often as an expression says (at least once); the pointers stay moved."""
        self._loops += 1
        label, left = f"loop{self._loops}", f"left{self._loops}"
        self.set(left, times, "i32")
        self.line(f"(loop ${label}")
        self._depth += 1
        yield
        self.advance(**steps)
        self.set(left, f"(i32.sub {get(left)} {i32(1)})", "i32")
        self.line(f"(br_if ${label} {get(left)})")
        self._depth -= 1
        self.line(")")
