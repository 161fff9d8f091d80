"""Every block of the built page is described in docs/data.md, and nothing else is."""

import re
from pathlib import Path

from tests.support.paths import ROOT

BLOCK = re.compile(r'<script type="[^"]+" id="([^"]+)">')
ROW = re.compile(r"^\| `([\w/-]+)` \|.*\| (.+) \|$", re.M)
NAMED = re.compile(r"(weights|passes|engine)/")


def test_every_block_is_described(page_file: Path) -> None:
    built = {described(block) for block in BLOCK.findall(page_file.read_text("utf-8"))}
    assert built == set(dict(rows()))


def test_whoever_reads_a_block_names_it() -> None:
    for block, readers in rows():
        for reader in re.findall(r"`([^`]+)`", readers):
            text = (ROOT / "site_template" / reader).read_text("utf-8").replace("\\", "")
            assert block.split("NETWORK")[0] in text, f"{reader} does not read {block}"


def rows() -> list[tuple[str, str]]:
    """Block and readers, of each row of the table."""
    text = (ROOT / "docs" / "data.md").read_text("utf-8")
    return ROW.findall(text.split("## Blocks of the built page")[1].split("\n## ")[0])


def described(block: str) -> str:
    """A block's id as the table writes it: the names of networks and weights are left open."""
    kind, *names = block.split("/")
    return "/".join((kind, *("NETWORK", "WEIGHTS")[: len(names)])) if NAMED.match(block) else block
