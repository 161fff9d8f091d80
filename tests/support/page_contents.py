"""What a built page holds, whichever zlib deflated it.

zlib-ng and others deflate to other bytes that inflate to the same. So a page built on another
machine is compared with its blocks inflated. ``python -m tests.support.page_contents A B``
compares two pages, and ends with 1 where they differ.
"""

import base64
import hashlib
import re
import sys
import zlib
from pathlib import Path

BLOCK = re.compile(r'(<script type="application/octet-stream" id="[^"]*">)([^<]*)</script>')


def contents(html: str) -> str:
    """Return the page with the SHA-256 of its content, inflated, in place of each block's text."""
    return BLOCK.sub(lambda block: f"{block[1]}{_content_hash(base64.b64decode(block[2]))}", html)


def _content_hash(data: bytes) -> str:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        unpacked = unpacker.decompress(data)
    except zlib.error:  # labels, a byte each
        return hashlib.sha256(data).hexdigest()
    whole = unpacker.eof and not unpacker.unused_data
    return hashlib.sha256(unpacked if whole else data).hexdigest()


if __name__ == "__main__":
    one, other = (contents(Path(path).read_text("utf-8")) for path in sys.argv[1:])
    if one != other:
        sys.exit("error: the two pages do not hold the same; is dist/index.html an older build?")
