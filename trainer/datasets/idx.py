"""The IDX format of the MNIST files: a magic number, the dimensions, then the values.

    byte 0–1   two zero bytes
    byte 2     type code of one value (table below)
    byte 3     rank: how many dimensions follow
    4 × rank   each dimension, unsigned 32 bits, big-endian
    the rest   the values, big-endian, last dimension fastest

A file may be gzip-compressed; the two bytes 1F 8B at its start say so, not its name.
"""

import gzip
import math
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.errors import UserError
from trainer.files import read_gunzipped, write_atomically

TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def parse_idx(data: bytes, name: str) -> NDArray[Any]:
    """Parse the bytes of an uncompressed IDX file; return an array in native byte order.

    Raise UserError, naming ``name``, unless ``data`` is exactly one complete IDX array.
    """
    if (
        len(data) < 4
        or data[0] != 0
        or data[1] != 0
        or data[2] not in TYPES
        or not 1 <= data[3] <= 8
    ):
        raise UserError(
            f"{name} is not an IDX file: it starts with {_hex(data[:4])}, but two zero bytes, "
            f"a type code ({', '.join(f'{code:02X}' for code in TYPES)}) and a rank from 1 to 8 "
            "were expected; fetch or unpack the file again."
        )
    dtype, rank = np.dtype(TYPES[data[2]]), data[3]
    start = 4 + 4 * rank
    if len(data) < start:
        raise UserError(
            f"{name} ends inside its IDX header: it has {len(data)} bytes, but {start} were "
            f"expected for {rank} dimensions; fetch the file again."
        )
    shape = struct.unpack(f">{rank}I", data[4:start])
    expected = start + math.prod(shape) * dtype.itemsize
    if len(data) != expected:
        raise UserError(
            f"{name} has too {'few' if len(data) < expected else 'many'} bytes: {len(data)} found, "
            f"{expected} expected for {' × '.join(map(str, shape))} values of type {dtype.name}; "
            "fetch the file again."
        )
    return np.frombuffer(data, dtype, offset=start).reshape(shape).astype(dtype.newbyteorder("="))


def format_idx(array: NDArray[Any]) -> bytes:
    """Format an array as an IDX file; raise UserError for a type that IDX lacks."""
    big_endian = array.dtype.newbyteorder(">")
    code = next((code for code, text in TYPES.items() if np.dtype(text) == big_endian), None)
    if code is None or array.ndim == 0:
        raise UserError(
            f"An array of {array.ndim} dimensions and type {array.dtype} has no IDX form; "
            f"IDX holds arrays of {', '.join(np.dtype(t).name for t in TYPES.values())}."
        )
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, code, array.ndim, *array.shape)
    return header + array.astype(big_endian).tobytes()


def read_idx(path: Path) -> NDArray[Any]:
    """Read an IDX file, gzip-compressed or not."""
    return parse_idx(read_gunzipped(path), path.name)


def write_idx(path: Path, array: NDArray[Any]) -> None:
    """Write an IDX file, gzip-compressed when ``path`` ends in .gz.

    The gzip header has neither name nor date, so that equal arrays give equal files.
    """
    data = format_idx(array)
    if path.suffix == ".gz":
        data = gzip.compress(data, compresslevel=9, mtime=0)
    write_atomically(path, data)


def _hex(data: bytes) -> str:
    return data.hex(" ").upper() if data else "nothing"
