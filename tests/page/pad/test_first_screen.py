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
from tests.support.eventually import eventually
from trainer.datasets.mnist import load_mnist_first
from trainer.ink.resize import resize_bilinear

SEVEN = HANDS[0].draw(7)
THREE = HANDS[0].draw(3)
CORNER = HANDS[1]  # small, in the top left corner


@pytest.mark.parametrize("hand", HANDS, ids=lambda hand: hand.name)
def test_ten_digits_are_read_right(visited: OpenPage, hand: Hand) -> None:
    for digit in range(10):
        visited.page.click("#clear")
        visited.draw(hand.draw(digit), hand.pen)
        visited.expect_answer(digit)


@pytest.mark.slow
@pytest.mark.parametrize("hand", HANDS, ids=lambda hand: hand.name)
def test_ten_digits_drawn_with_the_mouse_are_read_right(visited: OpenPage, hand: Hand) -> None:
    visited.set_pen(hand.pen)
    for digit in range(10):
        visited.page.click("#clear")
        visited.draw_with_mouse(hand.draw(digit))
        visited.expect_answer(digit)


def test_the_answer_follows_every_pointer_event_at_once(visited: OpenPage) -> None:
    answers = visited.page.evaluate(
        """(points) => {
          const pad = document.querySelector("#pad");
          const output = document.querySelector("output.answer");
          const box = pad.getBoundingClientRect();
          const answers = [];
          for (const [i, [x, y]] of points.entries()) {
            pad.dispatchEvent(new PointerEvent(i ? "pointermove" : "pointerdown", {
              clientX: box.left + x, clientY: box.top + y, pointerId: 1, pointerType: "mouse",
              buttons: 1, isPrimary: true, bubbles: true,
            }));
            answers.push({...output.dataset});
          }
          dispatchEvent(new PointerEvent("pointerup", {pointerId: 1}));
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
        phone.expect_answer(7)
        assert phone.page.evaluate("scrollY") == 0
        expect(phone.answer()).to_be_in_viewport(ratio=1)
        phone.check_quiet()


def test_palms_other_fingers_and_other_buttons_do_not_draw(visited: OpenPage) -> None:
    visited.draw(SEVEN)
    visited.page.evaluate(
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
    later = [(40.0, 40.0), (40.0, 240.0)]
    visited.draw([later])
    visited.expect_strokes([*SEVEN, later])


def test_a_stroke_goes_on_outside_the_pad_and_ends_there(visited: OpenPage) -> None:
    box = visited.page.locator("#pad").bounding_box()
    assert box is not None
    mouse = visited.page.mouse
    mouse.move(box["x"] + 140, box["y"] + 60)
    mouse.down()
    mouse.move(box["x"] + 140, box["y"] + 400)
    mouse.up()
    mouse.move(box["x"] + 20, box["y"] + 20)  # the pen is up again
    first, second = [(140.0, 60.0), (140.0, 400.0)], [(60.0, 60.0), (60.0, 220.0)]
    visited.expect_strokes([first])
    visited.draw([second])
    visited.expect_strokes([first, second])


def test_undo_redo_and_clear(visited: OpenPage) -> None:
    visited.draw(SEVEN)
    visited.expect_answer(7)
    visited.expect_strokes(SEVEN)

    visited.page.click("#undo")  # a 7 is two strokes here
    visited.expect_strokes(SEVEN[:1])
    visited.page.click("#undo")
    visited.expect_answer("", state="blank")
    visited.expect_strokes([])

    for _ in SEVEN:
        visited.page.click("#redo")
    visited.expect_answer(7)
    visited.expect_strokes(SEVEN)

    visited.page.click("#clear")
    visited.expect_answer("", state="blank")
    visited.page.click("#undo")
    visited.expect_answer(7)
    visited.draw(THREE)
    expect(visited.page.locator("#redo")).to_have_attribute("aria-disabled", "true")


def test_a_blank_pad_is_not_read(visited: OpenPage) -> None:
    answer = visited.expect_answer("", state="blank")
    assert float(answer["confidence"]) == 0
    expect(visited.answer()).to_contain_text("nothing drawn")
    expect(visited.page.locator(".says .bars .win")).to_have_count(0)


def test_the_pen_width_is_the_width_of_the_next_stroke(visited: OpenPage) -> None:
    line = [(140.0, 60.0), (140.0, 220.0)]
    for pen in (8, 36):
        visited.page.click("#clear")
        visited.draw([line], pen)
        visited.expect_strokes([line], pen)


def test_the_preview_shows_what_was_drawn(visited: OpenPage) -> None:
    """Ink in the 16×16 picture lies where the framed drawing has it."""
    visited.draw([[(30, 30), (30, 120)]])  # upright, in a corner: framed to the middle

    def check() -> None:
        shown = np.array(visited.pixels('canvas[data-input="zipcode-1989"]')).reshape(16, 16)
        rows, columns = np.nonzero(shown < shown[0, 0] - 40)
        assert set(columns) == {7, 8}
        assert (rows.min(), rows.max()) == (3, 13)

    eventually(check)


def test_samples_load_as_pictures_and_are_read_right(visited: OpenPage) -> None:
    data = load_mnist_first()
    block = visited.page.locator('[id="data/samples"]').text_content()
    assert block is not None
    for sample in json.loads(block):
        index, label = sample["index"], sample["label"]
        assert base64.b64decode(sample["pixels"]) == data.test_images[index].tobytes()
        assert data.test_labels[index] == label
        visited.page.click(f'#samples [data-label="{label}"]')
        visited.expect_answer(label)
    # The last sample stands on the pad, pixel for pixel, until somebody draws.
    step = visited.page.evaluate("document.querySelector('#pad').width / 28")

    def check() -> None:
        shown = np.array(visited.pixels("#pad")).reshape(28 * int(step), -1)
        shown = shown[int(step) // 2 :: int(step), int(step) // 2 :: int(step)]
        assert np.corrcoef(shown.ravel(), data.test_images[index].ravel())[0, 1] < -0.99

    eventually(check)
    visited.draw(THREE)
    visited.expect_answer(3)


def test_without_framing_the_place_matters(visited: OpenPage) -> None:
    visited.draw(CORNER.draw(3), CORNER.pen)
    visited.expect_answer(3)

    def corners() -> list[bool]:
        """Whether there is ink in each quarter of what the network sees."""
        shown = np.array(visited.pixels('canvas[data-input="zipcode-1989"]')).reshape(16, 16)
        quarters = (shown[:9, :9], shown[:9, 9:], shown[9:, :9], shown[9:, 9:])
        return [bool((quarter < shown[-1, -1] - 10).any()) for quarter in quarters]

    eventually(lambda: all(corners()))
    framing = visited.page.get_by_role("switch", name="Frame it first")
    framing.uncheck()
    eventually(lambda: corners() == [True, False, False, False])
    framing.check()
    eventually(lambda: all(corners()))


def test_a_sample_gives_the_network_the_very_pixels_of_the_test_set(visited: OpenPage) -> None:
    block = visited.page.locator('[id="data/samples"]').text_content()
    assert block is not None
    index = json.loads(block)[5]["index"]
    visited.page.click('#samples [data-label="5"]')
    image = resize_bilinear(load_mnist_first().test_images[[index]], 16)[0]
    pad, ink = 0xFF, 0x1D  # red channels of --pad and --ink
    expected = np.round(pad + (ink - pad) * (image / 255.0))

    def check() -> None:
        shown = np.array(visited.pixels('canvas[data-input="zipcode-1989"]'))
        assert np.abs(shown - expected.ravel()).max() <= 1

    eventually(check)


def test_the_bars_show_the_raw_outputs_on_their_axis(visited: OpenPage) -> None:
    visited.draw(SEVEN)
    visited.expect_answer(7)
    rows = visited.page.evaluate(
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
                assert fresh.answered()["digit"] == "5", "at once, without motion"
            fresh.expect_answer(5, state="accepted")
            fresh.draw_with_mouse(SEVEN)  # touching the pad clears the opening
            fresh.expect_answer(7)
            for _ in SEVEN:
                fresh.page.click("#undo")
            fresh.expect_answer("", state="blank")
            fresh.check_quiet()
