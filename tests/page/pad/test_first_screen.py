"""The page as a visitor uses it: drawing, tools, samples, framing; over file://, offline."""

import base64
import json
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser.open_page import OpenPage
from tests.support.drawings.handwriting import HANDS, Hand
from trainer.datasets.mnist import load_mnist_first
from trainer.ink.resize import resize_bilinear

SEVEN = HANDS[0].draw(7)
THREE = HANDS[0].draw(3)
CORNER = HANDS[1]  # small, in the top left corner


@pytest.mark.parametrize("hand", HANDS, ids=lambda hand: hand.name)
def test_ten_digits_drawn_with_the_mouse_are_read_right(opened: OpenPage, hand: Hand) -> None:
    read = {}
    for digit in range(10):
        opened.page.click("#clear")
        opened.draw(hand.draw(digit), hand.pen)
        read[digit] = opened.read()["digit"]
    assert read == {digit: str(digit) for digit in range(10)}


def test_the_answer_follows_every_pointer_event_within_a_frame(opened: OpenPage) -> None:
    answers = opened.page.evaluate(
        """async (points) => {
          const pad = document.querySelector("#pad");
          const output = document.querySelector("output.answer");
          const box = pad.getBoundingClientRect();
          const answers = [];
          for (const [i, [x, y]] of points.entries()) {
            pad.dispatchEvent(new PointerEvent(i ? "pointermove" : "pointerdown", {
              clientX: box.left + x, clientY: box.top + y, pointerId: 1, pointerType: "mouse",
              buttons: 1, isPrimary: true, bubbles: true,
            }));
            await new Promise(requestAnimationFrame);
            answers.push({...output.dataset});
          }
          return answers;
        }""",
        [point for stroke in SEVEN for point in stroke],
    )
    assert answers[0]["state"] == "rejected", "a dot is no digit"
    assert answers[-1]["state"] == "accepted"
    assert answers[-1]["digit"] == "7"
    assert len({answer.get("confidence") for answer in answers}) > 5, "the reading is live"


def test_a_finger_draws_and_the_page_does_not_scroll(browser: Browser, page_file: Path) -> None:
    with browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, offline=True
    ) as context:
        phone = OpenPage(context.new_page(), page_file).open()
        box = phone.page.locator("#pad").bounding_box()
        assert box is not None
        touch = context.new_cdp_session(phone.page)
        for points in SEVEN:
            for number, (x, y) in enumerate(points):
                event = "touchMove" if number else "touchStart"
                place = [{"x": box["x"] + x, "y": box["y"] + y}]
                touch.send("Input.dispatchTouchEvent", {"type": event, "touchPoints": place})
            touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        assert phone.read()["digit"] == "7"
        assert phone.page.evaluate("scrollY") == 0
        expect(phone.answer()).to_be_in_viewport(ratio=1)
        phone.check_quiet()


def test_palms_other_fingers_and_other_buttons_do_not_draw(opened: OpenPage) -> None:
    opened.draw(SEVEN)
    before = opened.picture("#pad")
    opened.page.evaluate(
        """() => {
          const pad = document.querySelector("#pad");
          const send = (type, pointerId, more) => pad.dispatchEvent(new PointerEvent(type,
            {pointerId, clientX: 150, clientY: 300, bubbles: true, ...more}));
          send("pointerdown", 5, {pointerType: "mouse", button: 2});
          send("pointermove", 5, {pointerType: "mouse", buttons: 2});
          send("pointermove", 6, {pointerType: "touch"});
          send("pointermove", 7, {pointerType: "pen"});
          send("pointerdown", 8, {pointerType: "touch"});
          send("pointermove", 8, {pointerType: "touch"});
        }"""
    )
    opened.read()
    assert opened.picture("#pad") == before


def test_a_stroke_goes_on_outside_the_pad_and_ends_there(opened: OpenPage) -> None:
    box = opened.page.locator("#pad").bounding_box()
    assert box is not None
    mouse = opened.page.mouse
    mouse.move(box["x"] + 140, box["y"] + 60)
    mouse.down()
    mouse.move(box["x"] + 140, box["y"] + 400)
    mouse.up()
    mouse.move(box["x"] + 20, box["y"] + 20)
    opened.read()
    dark = np.array(opened.pixels("#pad")).reshape(280, 280) < 128
    assert dark[270, 140]
    assert not dark[:, :120].any(), "the pen is up again"
    opened.draw([[(60, 60), (60, 220)]])
    opened.read()
    assert (np.array(opened.pixels("#pad")).reshape(280, 280) < 128)[140, 60]


def test_undo_redo_and_clear(opened: OpenPage) -> None:
    blank = opened.picture("#pad")
    opened.draw(SEVEN)
    seven = opened.picture("#pad")
    assert opened.read()["digit"] == "7"
    assert seven != blank

    opened.page.click("#undo")  # a 7 is two strokes here
    assert opened.picture("#pad") not in (blank, seven)
    opened.page.click("#undo")
    assert opened.read()["state"] == "blank"
    assert opened.picture("#pad") == blank

    for _ in SEVEN:
        opened.page.click("#redo")
    assert opened.read()["digit"] == "7"
    assert opened.picture("#pad") == seven

    opened.page.click("#clear")
    assert opened.read()["state"] == "blank"
    opened.page.click("#undo")
    assert opened.read()["digit"] == "7"
    opened.draw(THREE)
    expect(opened.page.locator("#redo")).to_have_attribute("aria-disabled", "true")


def test_a_blank_pad_is_not_read(opened: OpenPage) -> None:
    answer = opened.read()
    assert (answer["state"], answer["digit"], float(answer["confidence"])) == ("blank", "", 0)
    expect(opened.answer()).to_contain_text("nothing drawn")
    expect(opened.page.locator(".says .bars .win")).to_have_count(0)


def test_the_pen_width_is_the_width_of_the_next_stroke(opened: OpenPage) -> None:
    ink = []
    for pen in (8, 36):
        opened.page.click("#clear")
        opened.draw([[(140, 60), (140, 220)]], pen)
        opened.read()
        ink.append(sum(value < 128 for value in opened.pixels("#pad")))
    assert ink[1] > 4 * ink[0]


def test_the_preview_shows_what_was_drawn(opened: OpenPage) -> None:
    """Ink in the 16×16 picture lies where the framed drawing has it."""
    opened.draw([[(30, 30), (30, 120)]])  # upright, in a corner: framed to the middle
    opened.read()
    paper = opened.pixels('canvas[data-input="zipcode-1989"]')[0]
    ink = np.array(opened.pixels('canvas[data-input="zipcode-1989"]')).reshape(16, 16) < paper - 40
    rows, columns = np.nonzero(ink)
    assert set(columns) <= {7, 8}
    assert (rows.min(), rows.max()) == (3, 13)


def test_samples_load_as_pictures_and_are_read_right(opened: OpenPage) -> None:
    data = load_mnist_first()
    block = opened.page.locator('[id="data/samples"]').text_content()
    assert block is not None
    for sample in json.loads(block):
        index, label = sample["index"], sample["label"]
        assert base64.b64decode(sample["pixels"]) == data.test_images[index].tobytes()
        assert data.test_labels[index] == label
        opened.page.click(f'#samples [data-label="{label}"]')
        assert opened.read()["digit"] == str(label)
    # The last sample stands on the pad, pixel for pixel, until somebody draws.
    step = opened.page.evaluate("document.querySelector('#pad').width / 28")
    shown = np.array(opened.pixels("#pad")).reshape(28 * int(step), -1)
    shown = shown[int(step) // 2 :: int(step), int(step) // 2 :: int(step)]
    assert np.corrcoef(shown.ravel(), data.test_images[index].ravel())[0, 1] < -0.99
    opened.draw(THREE)
    assert opened.read()["digit"] == "3"


def test_without_framing_the_place_matters(opened: OpenPage) -> None:
    opened.draw(CORNER.draw(3), CORNER.pen)
    assert opened.read()["digit"] == "3"
    framed = opened.pixels('canvas[data-input="zipcode-1989"]')
    opened.page.get_by_role("switch", name="Frame it first").uncheck()
    opened.read()
    whole = np.array(opened.pixels('canvas[data-input="zipcode-1989"]')).reshape(16, 16)
    assert whole.ravel().tolist() != framed
    paper = whole[-1, -1]
    assert (whole[9:] == paper).all(), "the lower half of the pad is empty"
    assert (whole[:, 9:] == paper).all(), "and so is the right half"
    opened.page.get_by_role("switch", name="Frame it first").check()
    opened.read()
    assert opened.pixels('canvas[data-input="zipcode-1989"]') == framed


def test_a_sample_gives_the_network_the_very_pixels_of_the_test_set(opened: OpenPage) -> None:
    block = opened.page.locator('[id="data/samples"]').text_content()
    assert block is not None
    index = json.loads(block)[5]["index"]
    opened.page.click('#samples [data-label="5"]')
    opened.read()
    shown = opened.pixels('canvas[data-input="zipcode-1989"]')
    image = resize_bilinear(load_mnist_first().test_images[[index]], 16)[0]
    pad, ink = 0xFF, 0x1D  # red channels of --pad and --ink
    expected = np.round(pad + (ink - pad) * (image / 255.0))
    assert np.abs(np.array(shown) - expected.ravel()).max() <= 1


def test_the_bars_show_the_raw_outputs_on_their_axis(opened: OpenPage) -> None:
    opened.draw(SEVEN)
    opened.read()
    rows = opened.page.evaluate(
        """() => [...document.querySelectorAll(
                '.reader[data-network="zipcode-1989"] tr[data-digit]')]
          .map((row) => {
            const bar = row.querySelector(".bar i").getBoundingClientRect();
            const axis = row.querySelector(".bar span").getBoundingClientRect();
            const end = row.querySelector(".value").textContent.startsWith("+")
              ? bar.right : bar.left;
            const at = (2 * (end - axis.left)) / axis.width - 1;
            return {value: row.querySelector(".value").textContent, at,
              win: row.classList.contains("win")};
          })"""
    )
    assert [row["win"] for row in rows] == [digit == 7 for digit in range(10)]
    for row in rows:
        assert row["at"] == pytest.approx(float(row["value"].replace("−", "-")), abs=0.02)


def test_the_page_opens_with_a_digit_drawn_and_read(browser: Browser, page_file: Path) -> None:
    motions: list[Literal["reduce", "no-preference"]] = ["reduce", "no-preference"]
    for motion in motions:
        with browser.new_context(offline=True, reduced_motion=motion) as context:
            fresh = OpenPage(context.new_page(), page_file)
            fresh.page.goto(fresh.url)
            if motion == "reduce":
                assert fresh.read()["digit"] == "5", "at once, without motion"
            expect(fresh.answer()).to_have_attribute("data-digit", "5")
            expect(fresh.answer()).to_have_attribute("data-state", "accepted")
            fresh.draw(SEVEN)  # touching the pad clears the opening
            assert fresh.read()["digit"] == "7"
            for _ in SEVEN:
                fresh.page.click("#undo")
            assert fresh.read()["state"] == "blank"
            fresh.check_quiet()
