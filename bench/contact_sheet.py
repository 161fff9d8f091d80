"""A sheet of small pictures as a PNG file, without an imaging library."""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from bench.glyphs import GLYPHS

CELL = 28
CAPTION = 8
ZOOM = 2


def contact_sheet(pictures: NDArray[np.uint8], captions: list[str], columns: int = 24) -> bytes:
    """Arrange (N, 28, 28) pictures, dark on white, each over its caption (digits and ``>``)."""
    rows = max(1, -(-len(pictures) // columns))
    sheet = np.full((rows * (CELL + CAPTION), columns * CELL), 255, np.uint8)
    for index, (picture, caption) in enumerate(zip(pictures, captions, strict=True)):
        top, left = index // columns * (CELL + CAPTION), index % columns * CELL
        sheet[top : top + CELL, left : left + CELL] -= picture
        x = left + (CELL - 4 * len(caption)) // 2
        for character in caption:
            glyph = np.array([[bit == "#" for bit in row] for row in GLYPHS[character]])
            sheet[top + CELL + 1 : top + CELL + 6, x : x + 3][glyph] = 90
            x += 4
    return png(sheet.repeat(ZOOM, axis=0).repeat(ZOOM, axis=1))


def png(grey: NDArray[np.uint8]) -> bytes:
    """Encode a (height, width) grey picture (PNG, ISO/IEC 15948: header, data, end)."""
    height, width = grey.shape
    lines = np.hstack([np.zeros((height, 1), np.uint8), grey]).tobytes()

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts
