"""Text and bytes inside HTML: nothing closes its block, nothing runs without its hash."""

import base64
import json
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.embed import (
    bytes_block,
    content_hash,
    content_security_policy,
    json_block,
    script,
    style,
)
from trainer.errors import UserError

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


class Blocks(HTMLParser):
    """What a parser finds in a piece of HTML: tags, attributes and raw text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, Any]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.found.append(("text", data))


@given(JSON_VALUES)
def test_any_json_value_survives_a_round_trip(value: Any) -> None:
    (tag, attributes), *texts = Blocks(json_block("data/x", value)).found
    assert (tag, attributes) == ("script", {"type": "application/json", "id": "data/x"})
    assert json.loads("".join(text for _, text in texts)) == value


def test_a_string_cannot_close_its_block() -> None:
    block = json_block("data/x", "</script><script>alert(1)</script><!--")
    assert block.count("<") == 2


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_json_that_a_browser_cannot_parse_is_refused(number: float) -> None:
    with pytest.raises(UserError, match="data block data/x holds a number"):
        json_block("data/x", {"loss": [1.0, number]})


@given(st.binary())
def test_any_bytes_survive_a_round_trip(data: bytes) -> None:
    (_, attributes), *texts = Blocks(bytes_block("weights/a/b", data)).found
    assert attributes["id"] == "weights/a/b"
    assert base64.b64decode("".join(text for _, text in texts)) == data


def test_an_identifier_is_escaped() -> None:
    assert Blocks(bytes_block('"><b>', b"")).found[0][1]["id"] == '"><b>'


@pytest.mark.parametrize(
    "text", ["'</script>'", "'</SCRIPT '", "'<!--'", "'<script>'", "a\r\n", "\0"]
)
def test_a_script_that_html_would_misread_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="the page's script contains"):
        script(text)


def test_a_style_sheet_that_html_would_misread_is_refused() -> None:
    with pytest.raises(UserError, match="the page's style contains"):
        style("a::after { content: '</style>' }")


def test_inline_text_is_embedded_as_hashed() -> None:
    text = "const a = 1 < 2 && '&amp;'; // ∂"
    assert script(text) == f"<script>{text}</script>"
    # From the specification's own example.
    assert content_hash("alert('Hello, world.');") == (
        "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    )


def test_the_policy_starts_from_nothing() -> None:
    assert content_security_policy({"img-src": ["data:"]}) == (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'"
    )
