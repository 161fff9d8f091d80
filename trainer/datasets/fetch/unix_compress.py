"""The .Z format of the Unix program ``compress``, in which the pen strokes of 1998 are published.

After two magic bytes and one byte of flags come LZW codes, low bits first. Codes start 9 bits
wide and grow as the table of known strings does. They are written in groups of eight: where
the width changes, or the table is cleared, the rest of the group is padding.
"""

from trainer.errors import UserError

MAGIC = b"\x1f\x9d"
CLEAR = 256
FIRST_WIDTH = 9
LAST_WIDTHS = range(10, 17)  # ``compress`` uses 16; at 9 the programs disagree, so it is left out

LARGEST = 1 << 26
"""Bytes, unpacked; 130 kB can claim two billion."""


def uncompress(data: bytes, name: str) -> bytes:
    """Return the decompressed bytes; raise UserError, naming ``name``, for a damaged file."""
    if len(data) < 3 or data[:2] != MAGIC or data[2] & 31 not in LAST_WIDTHS:
        raise UserError(
            f"{name} is not a .Z file: it starts with {data[:3].hex(' ') or 'nothing'}, but "
            "1f 9d and a width of 10 to 16 bits were expected; fetch it again."
        )
    last_width, clears = data[2] & 31, bool(data[2] & 128)
    letters = [bytes([value]) for value in range(256)] + ([b""] if clears else [])
    table, width, previous = letters.copy(), FIRST_WIDTH, b""
    position = group = 24  # in bits; ``group`` is where codes of this width began
    result, size = [], 0
    while position + width <= 8 * len(data):
        three_bytes = int.from_bytes(data[position >> 3 : (position >> 3) + 3], "little")
        code = (three_bytes >> (position & 7)) & ((1 << width) - 1)
        position += width
        if code == CLEAR and clears:
            table, previous = letters.copy(), b""
            position = group = _after_group(position, group, width)
            width = FIRST_WIDTH
            continue
        if code > len(table) or (code == len(table) and not previous):
            raise UserError(
                f"{name} is damaged: code {code} stands where at most {len(table)} is possible; "
                "fetch it again."
            )
        # The code about to be defined: the previous string and its own first letter.
        entry = table[code] if code < len(table) else previous + previous[:1]
        if previous and len(table) < 1 << last_width:
            table.append(previous + entry[:1])
        result.append(entry)
        size += len(entry)
        if size > LARGEST:
            raise UserError(f"{name} unpacks to more than {LARGEST:,} bytes; it is no data file")
        previous = entry
        if len(table) == 1 << width and width < last_width:
            position = group = _after_group(position, group, width)
            width += 1
    return b"".join(result)


def _after_group(position: int, group: int, width: int) -> int:
    """Return the end, in bits, of the group of eight codes that ``position`` is in."""
    bits = 8 * width
    return group + -(-(position - group) // bits) * bits
