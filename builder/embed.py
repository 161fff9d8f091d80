"""Put text and bytes safely inside an HTML file, and write the policy that allows nothing else.

The page's Content-Security-Policy lists the hashes of its scripts and of its one style sheet, and
never ``unsafe-inline``; data blocks are not executed, so they need no hash.
"""

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from trainer.errors import UserError

DANGEROUS = {"script": r"</script|<script|<!--", "style": r"</style"}


def json_block(identifier: str, value: Any) -> Markup:
    """Return ``value`` as a ``<script type="application/json">`` block.

    NaN and infinity raise UserError: a browser's JSON.parse would refuse them. ``<`` is written
    as an escape, so that no string can close the block.
    """
    try:
        text = json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    except ValueError as error:
        raise UserError(
            f"the page's data block {identifier} holds a number that JSON cannot express ({error})"
        ) from None
    return _block(identifier, "application/json", text.replace("<", "\\u003c"))


def bytes_block(identifier: str, data: bytes) -> Markup:
    """Return ``data`` as a block of base64, whose characters mean nothing in HTML."""
    return _block(identifier, "application/octet-stream", base64.b64encode(data).decode())


def deflated_block(identifier: str, data: bytes) -> Markup:
    """Return ``data`` deflated, as a block of base64: for what is large; read asynchronously."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
    return bytes_block(identifier, packer.compress(data) + packer.flush())


def text_block(identifier: str, text: str) -> Markup:
    """Return text as it is, to be read in the source and by the page; it is not executed."""
    _check_inline("script", text)
    return _block(identifier, "text/plain", text)


def _block(identifier: str, media_type: str, text: str) -> Markup:
    opening = f'<script type="{media_type}" id="{escape(identifier)}">'
    return Markup(f"{opening}{text}</script>")


def script(text: str) -> Markup:
    """Return an inline script, byte for byte as ``content_hash`` sees it."""
    return _inline("script", text)


def style(text: str) -> Markup:
    """Return an inline style sheet, byte for byte as ``content_hash`` sees it."""
    return _inline("style", text)


def _inline(tag: str, text: str) -> Markup:
    _check_inline(tag, text)
    return Markup(f"<{tag}>{text}</{tag}>")


def _check_inline(tag: str, text: str) -> None:
    if found := re.search(DANGEROUS[tag], text, re.I):
        raise UserError(
            f"the page's {tag} contains {found[0]!r}, which would end or confuse it inside HTML; "
            "write it another way (for example with \\x3c for <)"
        )
    if found := re.search(r"[\r\0]", text):
        raise UserError(f"the page's {tag} contains {found[0]!r}, which HTML would change")


def content_hash(text: str) -> str:
    """Return the CSP source that allows exactly this inline text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def content_security_policy(sources: Mapping[str, Sequence[str]]) -> str:
    """Return the policy: nothing at all, but for the given sources by directive."""
    rules = {
        "default-src": ["'none'"],
        **sources,
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(" ".join([directive, *allowed]) for directive, allowed in rules.items())
