"""The built file: one file, nothing fetched, the same each time; bad weights refused."""

import base64
import re
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
from playwright.sync_api import Page

from builder import site
from builder.embed import content_hash
from builder.weights import gather
from tests.support.browser.page_modules import module_script
from tests.support.commands import run
from tests.support.page_contents import contents
from tests.support.paths import ROOT
from trainer.checkpoints import checkpoint
from trainer.checkpoints.bundled import SHIPPED
from trainer.checkpoints.card import Card
from trainer.errors import UserError
from trainer.networks.registry import create
from trainer.training.recipes import RECIPES

WEIGHTS = SHIPPED / "zipcode-1989" / "1989.safetensors"


@pytest.fixture(scope="module")
def html(page_file: Path) -> str:
    return page_file.read_text("utf-8")


def test_the_same_input_gives_the_same_bytes(page_file: Path, tmp_path: Path) -> None:
    """Also in another process, where sets and hashes have another order."""
    again = tmp_path / "again.html"
    command = [sys.executable, "-m", "builder", "build", "--output", str(again)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == str(again)
    assert again.read_bytes() == page_file.read_bytes()


def test_the_committed_page_is_a_fresh_build(page_file: Path) -> None:
    """Whatever zlib this machine has, and that had which built the committed one."""
    committed, fresh = (
        contents(path.read_text("utf-8")) for path in (ROOT / "dist" / "index.html", page_file)
    )
    assert len(committed) < 1_000_000, "the deflated blocks are still in it"
    if committed != fresh:
        pytest.fail("dist/index.html is not what the sources build; run python -m builder build")


def test_another_zlib_gives_other_bytes_and_the_same_contents(
    html: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deflate = zlib.compressobj
    monkeypatch.setattr(zlib, "compressobj", lambda *given: deflate(1, *given[1:3]))
    other = site.render(gather())
    assert len(other) > len(html)
    assert contents(other) == contents(html)


def test_a_change_inside_a_deflated_block_is_found(html: str) -> None:
    block = re.search(r'id="engine/zipcode-1989">([^<]*)<', html)
    assert block
    engine = bytearray(zlib.decompress(base64.b64decode(block[1]), -zlib.MAX_WBITS))
    engine[-1] ^= 1
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = base64.b64encode(packer.compress(engine) + packer.flush()).decode()
    assert contents(html.replace(block[1], packed)) != contents(html)


def test_the_page_is_small_enough(page_file: Path) -> None:
    assert page_file.stat().st_size <= 2_300_000


def policy_of(html: str) -> dict[str, str]:
    """The page's own policy: the sources by directive."""
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy
    return dict(rule.split(" ", 1) for rule in policy[1].replace("&#39;", "'").split("; "))


def test_the_policy_allows_what_is_inline_by_hash_and_nothing_else(html: str) -> None:
    rules = policy_of(html)
    assert "unsafe-inline" not in str(rules)
    assert "'unsafe-eval'" not in str(rules)
    assert rules.pop("default-src") == rules.pop("base-uri") == rules.pop("form-action") == "'none'"
    first, second = re.findall(r"<script>(.*?)</script>", html, re.S)
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.S)
    # WebAssembly may be compiled; JavaScript may still not be made from text.
    allowed = f"{content_hash(first)} {content_hash(second)} 'wasm-unsafe-eval'"
    assert rules.pop("script-src") == allowed
    assert rules.pop("style-src") == content_hash(style)
    assert rules == {"img-src": "data:", "worker-src": "blob:"}


def test_the_page_without_training_is_small_and_has_no_worker(tmp_path: Path, html: str) -> None:
    output = tmp_path / "small.html"
    site.build(output=output, with_training=False)
    text = output.read_text("utf-8")
    assert len(text) < len(html) - 650_000
    assert "worker-src" not in policy_of(text)
    assert 'id="training/' not in text
    assert 'id="train-start"' not in text


def test_the_page_refers_to_nothing_outside_itself(html: str) -> None:
    """No attribute that fetches but the icon, which is a data: URL; no import, no url()."""
    targets = re.findall(r'\s(?:src|href|srcset|action|data|poster)="([^"]*)"', html)
    assert [t for t in targets if not t.startswith(("#", "data:image/svg+xml,"))] == []
    assert not re.search(r"\b(?:fetch|XMLHttpRequest|WebSocket|importScripts)\b", html)
    assert not re.search(r"@import|url\(", html)
    assert not re.search(r'\s(?:style|on[a-z]+)="', html)


UNPACK = """(packed) => {
  const bytes = unpackWeights(inflateNow(Uint8Array.from(atob(packed), (c) => c.charCodeAt(0))));
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""


def test_the_weights_are_embedded_byte_for_byte(page: Page, html: str) -> None:
    script = module_script({"data/inflate-now": ["inflateNow"], "data/unpack": ["unpackWeights"]})
    page.add_script_tag(content=script)
    for network, weights in ((choice.name, each) for choice in gather() for each in choice.weights):
        block = re.search(
            rf'<script type="application/octet-stream" id="weights/{network}/{weights.name}">'
            r"([^<]*)</script>",
            html,
        )
        assert block
        path = SHIPPED / network / f"{weights.name}.safetensors"
        assert base64.b64decode(page.evaluate(UNPACK, block[1])) == path.read_bytes()


def test_own_weights_replace_the_shipped_ones(tmp_path: Path) -> None:
    own, page = tmp_path / "my hand.safetensors", tmp_path / "page.html"
    own.write_bytes(WEIGHTS.read_bytes())
    assert run("builder", "build", "--weights", own, "--output", page).code == 0
    html = page.read_text("utf-8")
    assert 'id="weights/zipcode-1989/my-hand"' in html
    assert 'id="weights/zipcode-1989/1989"' not in html

    named = f"zipcode-1989/mine={own}"
    assert run("builder", "build", "--weights", named, "--output", page).code == 0
    assert 'data-weights="mine"' in page.read_text("utf-8")


def without_h2(tensors: dict[str, np.ndarray]) -> None:
    del tensors["H2.weight"]


def with_another_shape(tensors: dict[str, np.ndarray]) -> None:
    tensors["H3.weight"] = np.ascontiguousarray(tensors["H3.weight"].T)


def with_nan(tensors: dict[str, np.ndarray]) -> None:
    tensors["output.bias"][3] = np.nan


def with_infinity(tensors: dict[str, np.ndarray]) -> None:
    tensors["H1.weight"][0, 0, 2, 2] = np.inf


def check_refused(bad: Path, sentence: str) -> None:
    """Building from a file ends with code 2, one sentence and no page."""
    page = bad.with_name("page.html")
    outcome = run("builder", "build", "--weights", bad, "--output", page)
    assert outcome.code == 2
    assert re.search(sentence, outcome.stderr), outcome.stderr
    assert outcome.stderr.count("\n") == 1, "one sentence, no traceback"
    assert not page.exists()


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (without_h2, "H2.weight, which is missing"),
        (with_another_shape, r"H3.weight of shape \(30, 192\), found \(192, 30\)"),
        (with_nan, "output.bias holds NaN"),
        (with_infinity, "H1.weight holds NaN or infinity"),
    ],
)
def test_bad_tensors_are_refused_in_one_sentence(
    tmp_path: Path,
    spoil: Callable[[dict[str, np.ndarray]], None],
    sentence: str,
) -> None:
    tensors, card = checkpoint.load(WEIGHTS)
    spoil(tensors)
    bad = tmp_path / "bad.safetensors"
    checkpoint.save(bad, tensors, card)
    check_refused(bad, sentence)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (WEIGHTS.read_bytes()[:-100], "not a whole safetensors file"),
        (WEIGHTS.read_bytes()[:5], "not a whole safetensors file"),
        (b"", "not a whole safetensors file"),
        (b"PK\x03\x04 this is a zip file" * 100, "not a whole safetensors file"),
        (safetensors.numpy.save({"x": np.zeros(3, np.float32)}), "has no network"),
        (None, "there is no such file"),
    ],
    ids=["truncated", "five bytes", "empty", "other format", "no card", "no file"],
)
def test_files_without_weights_are_refused_in_one_sentence(
    tmp_path: Path,
    data: bytes | None,
    sentence: str,
) -> None:
    bad = tmp_path / "bad.safetensors"
    if data is not None:
        bad.write_bytes(data)
    check_refused(bad, sentence)


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ((f"lenet9/a={WEIGHTS}",), "there is no network 'lenet9'"),
        ((f"lenet5/a={WEIGHTS}",), "holds weights of zipcode-1989, expected lenet5"),
        ((str(WEIGHTS), str(WEIGHTS)), "would both be called 1989"),
    ],
)
def test_contradictory_options_are_refused(
    choices: tuple[str, ...], sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=sentence):
        site.build(choices, tmp_path / "page.html")


def test_the_modules_are_written_for_the_type_checker(tmp_path: Path) -> None:
    assert run("builder", "modules", "--output", tmp_path).code == 0
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.js")}
    assert {"main.js", "networks/index.js", "networks/zipcode-1989.js"} <= written


def test_weights_of_a_variant_that_the_page_does_not_run_are_refused(tmp_path: Path) -> None:
    """Average pooling is another network at work; dropout is not."""
    paths = {}
    for variant in ({"pooling": "average"}, {"dropout": "0.1"}):
        (name,) = variant
        paths[name] = tmp_path / f"{name}.safetensors"
        network = create("lenet5", variant)
        card = Card("lenet5", recipe=replace(RECIPES["lenet5", "paper"], variant=variant))
        checkpoint.save(paths[name], network.tensors, card)
    with pytest.raises(UserError, match="holds lenet5 with pooling average; the page runs"):
        gather([str(paths["pooling"])])
    assert "dropout" in [choice.first for choice in gather([str(paths["dropout"])])]
