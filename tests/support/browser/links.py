"""Links as the page writes them, and as nobody should: a fragment with its checksum."""

import base64
from collections.abc import Iterable, Sequence
from urllib.parse import quote

Points = Sequence[tuple[float, float]]
STEPS_PER_PIXEL = 8


def fragment(text: str) -> str:
    """A link's fragment that holds ``text``, as a browser writes it, undamaged."""
    text = quote(text, safe="".join(map(chr, set(range(33, 127)) - set(b'"<>`'))))
    value = 0x811C9DC5  # FNV-1a
    for character in text:
        value = ((value ^ ord(character)) * 0x01000193) & 0xFFFFFFFF
    return f"#1.{base64url(value.to_bytes(4, 'big')[1:])}.{text}"


def strokes_code(strokes: Iterable[tuple[int, Points]]) -> str:
    """Strokes, each a width and points in pad pixels, as a link holds them."""
    numbers: list[int] = []
    for width, points in strokes:
        numbers += [width, len(points)]
        before = (0, 0)
        for point in points:
            x, y = (round(value * STEPS_PER_PIXEL) for value in point)
            numbers += [zigzag(x - before[0]), zigzag(y - before[1])]
            before = (x, y)
    return varints(numbers)


def varints(numbers: Iterable[int]) -> str:
    """Integers of seven bits a byte, the low ones first, in base64url."""
    coded = bytearray()
    for number in numbers:
        rest = number
        while rest > 127:
            coded.append(rest & 127 | 128)
            rest >>= 7
        coded.append(rest)
    return base64url(bytes(coded))


def zigzag(number: int) -> int:
    return -2 * number - 1 if number < 0 else 2 * number


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
