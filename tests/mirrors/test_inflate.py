"""What Python deflates and hashes, inflated and hashed by the page."""

import base64
import hashlib
import zlib

import numpy as np
import pytest
from playwright.sync_api import Page

from tests.support.browser.page_modules import module_script
from trainer.datasets.mnist import load_mnist_first

INFLATE = """(packed) => {
  const bytes = inflateNow(Uint8Array.from(atob(packed), (c) => c.charCodeAt(0)));
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""


@pytest.mark.parametrize("level", [0, 1, 9])
@pytest.mark.parametrize("strategy", [zlib.Z_DEFAULT_STRATEGY, zlib.Z_FIXED, zlib.Z_HUFFMAN_ONLY])
def test_the_page_inflates_every_kind_of_block(blank: Page, level: int, strategy: int) -> None:
    blank.add_script_tag(content=module_script({"data/inflate-now": ["inflateNow"]}))
    images = load_mnist_first().test_images
    noise = np.random.default_rng(0).integers(0, 256, 70_000).astype(np.uint8)
    for data in (b"", b"a", bytes(1000), images[:30].tobytes(), noise.tobytes()):
        packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS, 9, strategy)
        packed = packer.compress(data) + packer.flush()
        found = blank.evaluate(INFLATE, base64.b64encode(packed).decode())
        assert base64.b64decode(found) == data


def test_the_pages_sha256_is_the_standard_one(blank: Page) -> None:
    blank.add_script_tag(content=module_script({"data/sha256": ["sha256"]}))
    for length in (0, 1, 55, 56, 63, 64, 65, 1000):
        data = bytes(i * 7 % 256 for i in range(length))
        assert blank.evaluate("(data) => sha256(Uint8Array.from(data))", list(data)) == (
            hashlib.sha256(data).hexdigest()
        )
