"""A picture of one's own: chosen, pasted or dropped, framed as ``trainer.photo`` frames it."""

import base64
import io
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import FilePayload, expect

from tests.support.browser.open_page import OpenPage
from tests.support.drawings.pictures import Bytes, blackboard, enlarged, photo, png, row, scan
from tests.support.eventually import eventually
from trainer.datasets.mnist import load_mnist_first
from trainer.photo.photo import frame_digits
from trainer.photo.picture_files import load_grey

DATA = load_mnist_first()
ORIENTATION, TURN_RIGHT = 0x0112, 6  # in EXIF data

SEND = """([how, name, type, text]) => {
  const data = new DataTransfer();
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  data.items.add(new File([bytes], name, {type}));
  const options = {bubbles: true, cancelable: true};
  const event = how === "drop"
    ? new DragEvent("drop", {...options, dataTransfer: data})
    : new ClipboardEvent("paste", {...options, clipboardData: data});
  document.querySelector(how === "typing" ? "#probe" : "#pad").dispatchEvent(event);
  return event.defaultPrevented;
}"""


def sixteen_bits(digit: Bytes, number: int) -> NDArray[np.uint16]:
    """Grey, 16 bits deep: not black on white, but one fifth on four fifths."""
    return (scan(digit, number) * np.uint16(154) + np.uint16(13_107)).astype(np.uint16)


def on_nothing(level: int) -> Callable[[Bytes, int], Bytes]:
    """Return a picture of ink of one grey level on transparency."""

    def picture(digit: Bytes, number: int) -> Bytes:
        alpha = enlarged(digit, 300)
        return np.dstack([np.full((*alpha.shape, 3), level, np.uint8), alpha])

    return picture


TAKEN = [scan, blackboard, photo, sixteen_bits, on_nothing(255), on_nothing(0)]


@pytest.mark.parametrize("take", TAKEN)
def test_a_chosen_picture_is_read(
    visited: OpenPage, tmp_path: Path, take: Callable[[Bytes, int], Bytes]
) -> None:
    """As the trainer reads the same file."""
    path = tmp_path / "mine.png"
    path.write_bytes(png(take(DATA.test_images[0], 0)))
    visited.page.click("#clear")
    with visited.page.expect_file_chooser() as chooser:
        visited.page.click("#picture")
    chooser.value.set_files(path)
    expect(visited.answer()).to_have_attribute("data-digit", str(DATA.test_labels[0]))
    # The grey of bare paper and of full ink depends on the colour scheme; their order does not.
    expected = frame_digits(load_grey(path))[0].image28.ravel()

    def check() -> None:
        shown = np.array(visited.pixels("#step-framed"))
        share = (shown - shown[expected == 0].mean()) / (shown.min() - shown.max() or 1)
        assert np.abs(share - expected / expected.max()).max() < 0.05

    eventually(check)
    assert visited.page.locator("#picture-note").text_content() == ""


@pytest.mark.parametrize("how", ["paste", "drop"])
def test_a_pasted_or_dropped_picture_is_read_and_undone(visited: OpenPage, how: str) -> None:
    visited.page.click("#clear")
    text = base64.b64encode(png(scan(DATA.test_images[1], 1))).decode()
    assert visited.page.evaluate(SEND, [how, "mine.png", "image/png", text])
    expect(visited.answer()).to_have_attribute("data-digit", str(DATA.test_labels[1]))
    visited.page.click("#undo")
    expect(visited.answer()).to_have_attribute("data-state", "blank")


def test_a_row_of_digits_is_read_and_each_can_be_chosen(visited: OpenPage) -> None:
    visited.page.click("#clear")
    picture: FilePayload = {
        "name": "row.png",
        "mimeType": "image/png",
        "buffer": png(row(DATA.test_images[:4])),
    }
    visited.page.locator("#picture-file").set_input_files(picture)
    labels = [str(label) for label in DATA.test_labels[:4]]
    note, buttons = (
        visited.page.locator("#picture-note"),
        visited.page.locator("#picture-row button"),
    )
    expect(note).to_have_text(re.compile(f"row.png shows 4 digits: 1989 reads {''.join(labels)}"))
    expect(buttons).to_have_count(4)
    for i in (3, 1):
        buttons.nth(i).click()
        expect(visited.answer("lenet5")).to_have_attribute("data-digit", labels[i])
        expect(buttons.nth(i)).to_have_attribute("aria-pressed", "true")
    visited.page.click("#samples [data-label='3']")
    expect(buttons).to_have_count(0)
    expect(note).to_have_text("")


def test_a_large_photo_is_turned_upright(visited: OpenPage) -> None:
    """A camera's 24 megapixels, lying on their side, as its EXIF data say."""
    visited.page.click("#clear")
    sheet = np.full((400, 600), 235, np.uint8)
    sheet[100:300, 200:400] = np.minimum(235, 255 - enlarged(DATA.test_images[2], 200))
    lying = Image.fromarray(sheet).resize((6000, 4000)).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[ORIENTATION] = TURN_RIGHT
    file = io.BytesIO()
    lying.save(file, "JPEG", exif=exif)
    camera: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}
    visited.page.locator("#picture-file").set_input_files(camera)
    expect(visited.answer()).to_have_attribute("data-digit", str(DATA.test_labels[2]))
    expect(visited.answer("lenet5")).to_have_attribute("data-state", "accepted")


def test_what_cannot_be_read_is_said_and_changes_nothing(visited: OpenPage) -> None:
    visited.page.click("#samples [data-label='3']")
    before = visited.expect_answer(3)
    note, file = visited.page.locator("#picture-note"), visited.page.locator("#picture-file")
    for name in ("a.txt", "<img src=x onerror=alert(1)>", "a&lt;b \u202e.png"):
        file.set_input_files({"name": name, "mimeType": "text/plain", "buffer": b"no picture"})
        expect(note).to_have_text(
            f"No digit read from {name}: it is no picture in a form that this browser knows."
        )
    assert note.locator("*").count() == 0, "a name is no markup"
    blank = png(np.full((60, 60), 255, np.uint8))
    file.set_input_files({"name": "b.png", "mimeType": "image/png", "buffer": blank})
    expect(note).to_have_text("No digit read from b.png: it is blank.")
    assert visited.answered() == before
    visited.page.click("#clear")
    expect(note).to_have_text("")


def test_a_text_field_keeps_its_paste(visited: OpenPage) -> None:
    visited.page.evaluate(
        """() => document.body.append(
          Object.assign(document.createElement("input"), {id: "probe", type: "text"}))"""
    )
    assert not visited.page.evaluate(SEND, ["typing", "mine.png", "image/png", ""])
    visited.page.evaluate("() => document.querySelector('#probe').remove()")
