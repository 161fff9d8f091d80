"""Edits of files: of bytes and numbers, and of what lies inside JSON, safetensors, zip and gzip.

An edit is three whole numbers: what is done, where, and with what. Any numbers mean something, so
that hypothesis can shrink a list of edits to those that matter.
"""

import gzip
import io
import json
import re
import struct
import warnings
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

Edit = tuple[int, int, int]
Editor = Callable[[bytes, Sequence[Edit]], bytes]
"""Returns a file with the edits made."""

EXTREMES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
NUMBERS = (b"-1", b"0", b"1e999", b"-0", b"0.5", b"1e-400", b"NaN", b"\xff", b"", b"x", b"9" * 5000,
           b"1e300", b"65536", b"4294967296", b"99999999999999999999", b"3.0", b"1,2")  # fmt: skip

RAW = ("NaN", "-Infinity", "1e999", "1e300", "-0.0", "9" * 5000, "0.5", "-1", "1e-400", "null",
       "true", "[]", "{}", '""', '"\\ud800"', '"\\u0000"', '"\\u202e\\u001b[2J"', '"NaN"', "7",
       "9007199254740993", "[" * 3000 + "]" * 3000, '{"a":' * 2000 + "1" + "}" * 2000,
       '"' + "x" * 5000 + '"', "[[[[[[1]]]]]]", "[1, [2]]", '{"__proto__": 1}')  # fmt: skip
"""JSON values, odd ones among them, as they are written."""


def edit_bytes(data: bytes, edits: Sequence[Edit]) -> bytes:
    """Flip bits, cut, insert, repeat; put extreme numbers in place of bytes and of digits."""
    for what, where, value in edits:
        at = where % (len(data) + 1)
        kind = what % 8
        if kind == 0 and data:
            at = where % len(data)
            data = data[:at] + bytes([data[at] ^ (1 << value % 8)]) + data[at + 1 :]
        elif kind == 1:
            data = data[:at] + bytes([value % 256]) + data[at + 1 :]
        elif kind == 2:
            data = data[:at] + data[at + 1 + value % 64 :]
        elif kind == 3:
            data = data[:at] + value.to_bytes(8, "little") + data[at:]
        elif kind == 4:
            data = data[:at]
        elif kind == 5:
            data = data[:at] + data[value % (len(data) + 1) :][:200] + data[at:]
        elif kind == 6:
            extreme = EXTREMES[value % len(EXTREMES)].to_bytes(4, "big" if value & 64 else "little")
            data = data[:at] + extreme + data[at + 4 :]
        else:
            found = list(re.finditer(rb"-?[0-9][0-9.eE+-]*", data[:20_000]))
            if found:
                start, end = found[where % len(found)].span()
                data = data[:start] + NUMBERS[value % len(NUMBERS)] + data[end:]
    return data


def edit_tree(tree: Any, edits: Sequence[Edit]) -> str:
    """Return a JSON value as text, after parts were replaced, removed, renamed or nested."""
    holder = [tree]
    written: list[str] = []
    for what, where, value in edits:
        parent: Any = holder
        key: Any = 0
        while isinstance(parent[key], dict | list) and parent[key]:
            step = where % (len(parent[key]) + 1)
            where //= len(parent[key]) + 1
            if step == len(parent[key]):
                break
            parent = parent[key]
            key = list(parent)[step] if isinstance(parent, dict) else step
        kind = what % 5
        if kind <= 1:
            written.append(RAW[value % len(RAW)])
            parent[key] = f"@{len(written) - 1}@"
        elif kind == 2 and parent is not holder:
            del parent[key]
        elif kind == 3 and isinstance(parent, dict):
            parent[f"{key}{'x' * (value % 2)}\u202e"] = parent.pop(key)
        else:
            parent[key] = [parent[key]] * (value % 3)
    text = json.dumps(holder[0])
    return re.sub(r'"@(\d+)@"', lambda match: written[int(match[1])], text)


def edit_json(data: bytes, edits: Sequence[Edit]) -> bytes:
    """Edit a JSON file's values."""
    return edit_tree(json.loads(data), edits).encode()


def edit_json_line(data: bytes, edits: Sequence[Edit]) -> bytes:
    """Edit the values in one of a file's JSON lines."""
    lines = data.splitlines()
    number = edits[0][1] % len(lines)
    lines[number] = edit_tree(json.loads(lines[number]), edits).encode()
    return b"\n".join(lines)


def edit_header(data: bytes, edits: Sequence[Edit]) -> bytes:
    """Edit the header of a safetensors file."""
    header, tensors = _split(data)
    return _joined(edit_tree(json.loads(header), edits).encode(), tensors)


def edit_card(data: bytes, edits: Sequence[Edit]) -> bytes:
    """Edit the card in the header of a safetensors file."""
    header, tensors = _split(data)
    content = json.loads(header)
    metadata = content["__metadata__"]
    metadata["card"] = edit_tree(json.loads(metadata["card"]), edits)
    return _joined(json.dumps(content).encode(), tensors)


def _split(data: bytes) -> tuple[bytes, bytes]:
    (length,) = struct.unpack("<Q", data[:8])
    return data[8 : 8 + length], data[8 + length :]


def _joined(header: bytes, tensors: bytes) -> bytes:
    return struct.pack("<Q", len(header)) + header + tensors


def edit_member(data: bytes, edits: Sequence[Edit]) -> bytes:
    """Edit a member of a zip file: its bytes, its name, how often it is there."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    (what, where, value), *rest = edits
    number = where % len(members)
    name, content = members[number]
    if what % 4 == 0:
        name = edit_bytes(name.encode(), rest).decode("latin-1").replace("\0", "") or "x"
    elif what % 4 == 1:
        members.append((name, edit_bytes(content, rest)))
    elif what % 4 == 2:
        content = content[: 120 * (value % 2)]
    else:
        content = edit_bytes(content, rest)
    members[number] = name, content
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w") as archive:
        warnings.simplefilter("ignore")  # of names that are there twice
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def packed(edit: Editor) -> Editor:
    """Return an editor of what a gzip file holds."""
    return lambda data, edits: gzip.compress(edit(gzip.decompress(data), edits), 1, mtime=0)
