"""WebAssembly text: expressions as strings, and functions written instruction by instruction.

Nested loops are the dimensions of an array, and each pointer has a stride in each, in bytes: ::

    with code.loop(8, x=64, y=32), code.loop(2, x=16, y=16):
        code.store("y", 0, load("x", 0))

copies an 8×8 block. After a loop its pointers have their values from before it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

VECTOR = 16
"""Bytes of a vector (v128): four lanes of float32."""
LANES = 4
FLOAT = 4  # bytes of a float32


def get(name: str) -> str:
    """Return the expression for a local variable's value."""
    return f"(local.get ${name})"


def i32(value: int) -> str:
    """Return a constant 32-bit integer."""
    return f"(i32.const {value})"


def f32(value: float | np.float32) -> str:
    """Return a constant float32, in hexadecimal and therefore exact."""
    return f"(f32.const {float(np.float32(value)).hex()})"


def splat(scalar: str) -> str:
    """Return a vector with a float32 expression in all lanes."""
    return f"(f32x4.splat {scalar})"


def constant(value: float | np.float32) -> str:
    """Return a constant vector with one number in all lanes."""
    number = float(np.float32(value)).hex()
    return f"(v128.const f32x4{f' {number}' * LANES})"


def load(pointer: str, offset: int) -> str:
    """Return the vector at ``pointer + offset`` (bytes)."""
    return f"(v128.load offset={offset} {get(pointer)})"


def load_at(address: int) -> str:
    """Return the vector at a fixed address."""
    return f"(v128.load {i32(address)})"


def add(a: str, b: str) -> str:
    """Return a + b, lane by lane."""
    return f"(f32x4.add {a} {b})"


def sub(a: str, b: str) -> str:
    """Return a − b, lane by lane."""
    return f"(f32x4.sub {a} {b})"


def mul(a: str, b: str) -> str:
    """Return a · b, lane by lane."""
    return f"(f32x4.mul {a} {b})"


def shuffle(a: str, b: str, lanes: tuple[int, int, int, int]) -> str:
    """Return a vector of four chosen lanes: 0–3 are those of ``a``, 4–7 those of ``b``."""
    indices = " ".join(str(FLOAT * lane + byte) for lane in lanes for byte in range(FLOAT))
    return f"(i8x16.shuffle {indices} {a} {b})"


class Code:
    """A function under construction. Local variables are declared where they are first set."""

    def __init__(self, name: str, signature: str = "", *, export: bool = False) -> None:
        self.name = name
        exported = f'(export "{name}")' if export else ""
        self.head = " ".join(filter(None, (f"(func ${name}", exported, signature)))
        self._lines: list[str] = []
        self._locals: dict[str, str] = {}
        self._depth = 0
        self._labels = 0
        self._settling: list[str] = []

    def __str__(self) -> str:
        declared = [f"  (local ${name} {kind})" for name, kind in self._locals.items()]
        return "\n".join([self.head, *declared, *self._lines, ")"])

    @property
    def empty(self) -> bool:
        """Whether there is no instruction in it."""
        return not self._lines

    def line(self, text: str) -> None:
        """Append an instruction."""
        self._lines.append("  " * (self._depth + 1) + text)

    def comment(self, text: str) -> None:
        """Append a comment."""
        self.line(f";; {text}")

    def set(self, name: str, value: str, kind: str = "v128") -> None:
        """Append: name ← value, a local variable of type ``kind`` or a parameter."""
        if f"(param ${name} " not in self.head:
            self._locals.setdefault(name, kind)
        self.line(f"(local.set ${name} {value})")

    def take(self, name: str, kind: str) -> None:
        """Append: name ← what lies on the stack, as after a call with several results."""
        self._locals.setdefault(name, kind)
        self.line(f"(local.set ${name})")

    def set_i32(self, **values: int | str) -> None:
        """Append: each variable, a pointer or an index, ← a number or an expression."""
        for name, value in values.items():
            self.set(name, i32(value) if isinstance(value, int) else value, "i32")

    def advance(self, **strides: int) -> None:
        """Append: each pointer ← pointer + stride (bytes)."""
        for name, stride in strides.items():
            if stride:
                self.set(name, f"(i32.add {get(name)} {i32(stride)})", "i32")

    def accumulate(self, name: str, value: str) -> None:
        """Append: name ← name + value, both vectors."""
        self.set(name, add(get(name), value))

    def store(self, pointer: str, offset: int, value: str) -> None:
        """Append: write a vector to ``pointer + offset`` (bytes)."""
        self.line(f"(v128.store offset={offset} {get(pointer)} {value})")

    def lane_sums(self, a: str, b: str, c: str, d: str) -> str:
        """Return (Σa, Σb, Σc, Σd) over the lanes of four variables, each (0 + 2) + (1 + 3)."""
        low, high = (0, 4, 1, 5), (2, 6, 3, 7)
        self.set("ab", add(shuffle(get(a), get(b), low), shuffle(get(a), get(b), high)))
        self.set("cd", add(shuffle(get(c), get(d), low), shuffle(get(c), get(d), high)))
        first, second = (0, 1, 4, 5), (2, 3, 6, 7)
        return add(shuffle(get("ab"), get("cd"), first), shuffle(get("ab"), get("cd"), second))

    def call(self, name: str, *arguments: str) -> None:
        """Append a call of a function without a result."""
        self.line(f"(call ${' '.join((name, *arguments))})")

    @contextmanager
    def loop(self, times: int, **strides: int) -> Iterator[None]:
        """Append a loop that advances each pointer by its stride, and resets them at the end."""
        if times == 1:
            yield
            return
        with self.repeat(i32(times), **strides):
            yield
        self.advance(**{name: -times * stride for name, stride in strides.items()})

    @contextmanager
    def repeat(self, times: str, **strides: int) -> Iterator[None]:
        """Append a loop whose count is an expression, at least 1; the pointers stay advanced."""
        self._labels += 1
        label, left = f"loop{self._labels}", f"left{self._labels}"
        self.set(left, times, "i32")
        self.line(f"(loop ${label}")
        self._depth += 1
        yield
        self.advance(**strides)
        self.set(left, f"(i32.sub {get(left)} {i32(1)})", "i32")
        self.line(f"(br_if ${label} {get(left)})")
        self._depth -= 1
        self.line(")")

    @contextmanager
    def sums(self) -> Iterator[None]:
        """Append a block that computes sums, in which :meth:`settle` may be called."""
        self._labels += 1
        self._settling.append(f"sums{self._labels}")
        self.set_i32(never=f"(i32.load {i32(0)})")
        self.line(f"(block ${self._settling[-1]}")
        self._depth += 1
        yield
        self._depth -= 1
        self.line(")")
        self._settling.pop()

    def settle(self) -> None:
        """Append: have the sums so far computed here, by a branch out of the block never taken.

        Cranelift, wasmtime's compiler, puts off an addition to where its sum is needed, the end of
        the loop, but no load: without this all that a loop loads is kept, and does not fit in 16
        registers. Address 0, always zero, is the condition; to V8 the branch costs nothing.
        """
        self.line(f"(br_if ${self._settling[-1]} {get('never')})")
