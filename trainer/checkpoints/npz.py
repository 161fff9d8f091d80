"""Tensors and a card as a NumPy archive (``.npz``), written alike each time and read strictly.

An archive is a zip file with a ``.npy`` file for each array: it may claim any size, hold a name
twice, or anything else that zip allows. What is read is exactly what ``to_bytes`` writes: float32
tensors by their full names, and ``card``, a text.
"""

import io
import math
import re
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.arrays import Array
from trainer.errors import UserError, guarded, printable

LARGEST_UNPACKED = 1 << 26
"""Bytes of all arrays; LeNet-5 has 250,000."""
SUFFIX = ".npy"
NAME = r"[\w.-]+\.npy"
VERSION = (1, 0)
ENCRYPTED = 1
"""The bit of a member's flags."""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Those that unpack as little as they are asked to."""


def to_bytes(tensors: Mapping[str, Array], card: str) -> bytes:
    """Return an archive; the same arrays and the same text give the same bytes."""
    arrays: dict[str, NDArray[Any]] = {**tensors, "card": np.array(card)}
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for name, values in arrays.items():
            member = io.BytesIO()
            np.save(member, values, allow_pickle=False)
            # A fixed date: the same weights give the same file.
            entry = zipfile.ZipInfo(f"{name}{SUFFIX}", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, member.getvalue())
    return archive.getvalue()


def from_bytes(data: bytes) -> tuple[dict[str, Array], str]:
    """Return the tensors and the card's text, ``{}`` without one.

    Raise UserError, without the file's name, for an archive that is none, or holds anything else.
    """
    with guarded("not a whole .npz file", "export it again"):
        arrays = _arrays(data)
    card = arrays.pop("card", np.array("{}"))
    if card.dtype.kind != "U" or card.shape != ():
        raise UserError("its card is not one text; export it again")
    for name, values in arrays.items():
        if values.dtype != np.float32:
            raise UserError(f"{name} is of type {values.dtype}, expected float32")
    return arrays, str(card)


def _arrays(data: bytes) -> dict[str, NDArray[Any]]:
    """Return all arrays by name; no more is unpacked than ``LARGEST_UNPACKED`` bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        _check_members(members)
        arrays = {}
        for member in members:
            with archive.open(member) as file:
                # So many bytes and not all: those claimed may be fewer than those packed.
                unpacked = file.read(member.file_size)
            arrays[member.filename.removesuffix(SUFFIX)] = _parse(member, unpacked)
        return arrays


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    """Raise UserError where an archive holds more, or something else, than is ever written."""
    names = set()
    for member in members:
        shown = printable(repr(member.filename))
        if not re.fullmatch(NAME, member.filename):
            raise UserError(f"it holds {shown}, expected arrays called NAME{SUFFIX}")
        if member.filename in names:
            raise UserError(f"it holds {shown} twice, expected each array once")
        if member.flag_bits & ENCRYPTED or member.compress_type not in METHODS:
            raise UserError(f"{shown} is encrypted or packed in an unusual way; export it again")
        names.add(member.filename)
    if (size := sum(member.file_size for member in members)) > LARGEST_UNPACKED:
        raise UserError(f"it unpacks to {size:,} bytes, expected at most {LARGEST_UNPACKED:,}")


def _parse(member: zipfile.ZipInfo, data: bytes) -> NDArray[Any]:
    """Return a member's array; its header is checked before there is memory for the array."""
    file = io.BytesIO(data)
    if np.lib.format.read_magic(file) != VERSION:
        raise UserError(f"{member.filename} is of another version than 1.0; export it again")
    shape, in_columns, dtype = np.lib.format.read_array_header_1_0(file)
    start = file.tell()
    if dtype.hasobject or min(shape, default=0) < 0:
        raise UserError(f"{member.filename} is no array of numbers; export it again")
    if math.prod(shape) * dtype.itemsize != len(data) - start:
        raise UserError(
            f"{member.filename} claims the shape {printable(str(shape))}, which its "
            f"{len(data) - start:,} bytes do not fill; export it again"
        )
    values = np.frombuffer(data, dtype, offset=start)
    return values.reshape(shape, order="F" if in_columns else "C")
