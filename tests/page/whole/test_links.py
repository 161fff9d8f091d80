"""Links from strangers: whatever they hold, it is no markup, and the page lives and says so."""

import random

from playwright.sync_api import Locator, expect

from tests.support.browser.links import base64url, fragment, strokes_code, varints
from tests.support.browser.open_page import OpenPage
from tests.support.drawings.handwriting import HANDS
from tests.support.eventually import eventually

RANDOM = random.Random(1)
MARKUP = "<img/src=x/onerror=alert(1)>"
LEFT_OUT = "This page leaves out a part of the link: "
DAMAGED = "This link is damaged. The page starts afresh."


def anywhere(points: int) -> list[tuple[float, float]]:
    return [(RANDOM.uniform(0, 280), RANDOM.uniform(0, 280)) for _ in range(points)]


def left_out(key: str, why: str) -> str:
    return f"{LEFT_OUT}“{key}” ({why})."


MALFORMED = {
    # the frame of a link
    "#1.": DAMAGED,
    "#1.AAAA.pass=7": DAMAGED,
    "#1.%%.drawn=é": DAMAGED,
    f"#1.AAAA.{MARKUP}": DAMAGED,
    "#1." + "." * 5000: DAMAGED,
    f"#2.AAAA.{MARKUP}": "This link was made by another version of this page. The page starts "
    "afresh.",
    "#99999999999999999999.x": "This link was made by another version of this page. The page "
    "starts afresh.",
    # keys
    fragment("__proto__=1"): f"{LEFT_OUT}something (it is of another version).",
    fragment("constructor=1&toString=x"): f"{LEFT_OUT}something (it is of another version).",
    fragment(f"{MARKUP}={MARKUP}"): f"{LEFT_OUT}something (it is of another version).",
    fragment("&&&=&=x"): "",
    fragment("pass"): "",
    # strokes
    fragment("drawn=!"): left_out("drawn", "it is damaged"),
    fragment("drawn=A"): left_out("drawn", "it is damaged"),
    fragment(f"drawn={MARKUP}"): left_out("drawn", "it is damaged"),
    fragment("drawn=" + varints([18, 5, 0])): left_out("drawn", "it is damaged"),
    fragment("drawn=" + varints([18, 2**32 - 1, 0, 0])): left_out("drawn", "it is damaged"),
    fragment("drawn=" + base64url(b"\xff" * 40)): left_out("drawn", "it is damaged"),
    fragment("drawn=" + varints([18, 1, 2**32 - 1, 2**32 - 2] * 3)): "",
    fragment("drawn=" + varints([0, 1, 8, 8])): "",
    fragment("drawn=" + varints([2**31, 1, 800, 800])): "",
    fragment("drawn=" + varints([18, 0] * 2000)): "",
    fragment("drawn=" + strokes_code([(18, anywhere(20_000))])): left_out(
        "drawn", "it is more than a pad takes"
    ),
    fragment("drawn=" + strokes_code((18, [point]) for point in anywhere(26_000))): left_out(
        "drawn", "it is more than a pad takes"
    ),
    # numbers
    **{
        fragment(f"{key}={text}"): left_out(key, "it is no whole number")
        for key in ("pen", "pass", "rejected")
        for text in ("x", "-1", "1e3", "NaN", "0x7", "1.5", MARKUP)
    },
    fragment("pen=999999999999999999999"): "",
    fragment("pass=" + "9" * 400): "",
    # names
    fragment("framing=1"): left_out("framing", "it is no choice of steps"),
    fragment("framing=00002"): left_out("framing", "it is no choice of steps"),
    fragment("weights=zipcode-1989:nobody's"): left_out("weights", "they are not in this page"),
    fragment("weights=nothing"): left_out("weights", "they are not in this page"),
    fragment("weights=__proto__:1989"): left_out("weights", "they are not in this page"),
    fragment(f"weights=zipcode-1989:{MARKUP}"): left_out("weights", "they are not in this page"),
    fragment("weights=%:%"): left_out("weights", "it is damaged"),
    fragment("look=zipcode-1989"): left_out("look", "this page has no such unit"),
    fragment("look=zipcode-1989:H9:0:0"): left_out("look", "this page has no such unit"),
    fragment("look=zipcode-1989:H1"): left_out("look", "it is no whole number"),
    fragment("look=zipcode-1989:H1:x:y"): left_out("look", "it is no whole number"),
    fragment("look=zipcode-1989:H1:99999:99999"): "",
    fragment("mistakes=nobody:3"): left_out("mistakes", "this page has no such network"),
    fragment("mistakes=lenet5:x"): left_out("mistakes", "it is no whole number"),
    fragment("mistakes=lenet5:99999"): "",
    fragment("at=trouble"): left_out("at", "this page has no such section"),
    fragment(f"at={MARKUP}"): left_out("at", "this page has no such section"),
    fragment("image=2007"): left_out("image", "this page has no such image"),
    fragment("image=-1"): left_out("image", "it is no whole number"),
    # several at once: what is good is used
    fragment("pass=x&look=x&pen=9"): (
        f"{LEFT_OUT}“look” (this page has no such unit), “pass” (it is no whole number)."
    ),
}


def follow(opened: OpenPage, link: str) -> None:
    """Take the link as if it had been clicked, without loading the page again."""
    opened.page.evaluate(
        """(link) => {
          history.replaceState(null, "", link);
          dispatchEvent(new HashChangeEvent("hashchange"));
        }""",
        link,
    )


def note(opened: OpenPage) -> Locator:
    return opened.page.locator("#link-note")


def test_links_that_nobody_should_write(visited: OpenPage) -> None:
    """One page for all of them: it is as good after the last as before the first."""
    elements = visited.page.locator("*").count()
    for link, sentence in MALFORMED.items():
        follow(visited, link)
        if sentence:
            expect(note(visited), link[:80]).to_have_text(sentence)
            expect(note(visited)).to_be_visible()
        else:
            expect(note(visited), link[:80]).to_be_hidden()
        assert visited.complaints == [], link[:80]
    expect(visited.page.locator("#pen-width")).to_have_value("9")
    visited.reset()
    visited.draw(HANDS[0].draw(3))
    visited.expect_answer(3)
    expect(note(visited)).to_be_hidden()
    assert visited.page.locator("img").count() == 0
    assert abs(visited.page.locator("*").count() - elements) < 200, "nothing grew from links"


def test_a_full_pad_takes_no_more_and_the_page_reads_back_its_link(visited: OpenPage) -> None:
    eighths = [(RANDOM.randrange(880, 1360), RANDOM.randrange(320, 1920)) for _ in range(9_000)]
    points = [(x / 8, y / 8) for x, y in eighths]
    visited.page.evaluate(
        """(points) => {
          const pad = document.querySelector("#pad");
          const box = pad.getBoundingClientRect();
          const event = (type, [x, y], coalesced = []) => {
            const made = new PointerEvent(type, {
              bubbles: true, pointerId: 7, button: 0, clientX: box.left + x, clientY: box.top + y,
            });
            made.getCoalescedEvents = () => coalesced;
            return made;
          };
          pad.dispatchEvent(event("pointerdown", points[0]));
          for (let at = 0; at < points.length; at += 3000) {
            const part = points.slice(at, at + 3000).map((point) => event("pointermove", point));
            pad.dispatchEvent(event("pointermove", points[at], part));
          }
          pad.dispatchEvent(event("pointerup", points[0]));
        }""",
        points,
    )
    page = visited.page
    expect(page.locator("#pad-full")).to_be_visible()
    page.wait_for_function("() => location.hash.includes('drawn=')")
    before = visited.pixels("#step-framed")
    shared = page.evaluate("location.hash")
    assert 3_000 < len(shared) < 100_000
    visited.draw(HANDS[0].draw(1))
    assert visited.pixels("#step-framed") == before, "a full pad takes no stroke"
    visited.reset()
    expect(page.locator("#pad-full")).to_be_hidden()
    follow(visited, shared)
    expect(note(visited)).to_be_hidden()
    eventually(lambda: visited.pixels("#step-framed") == before)
    page.click("#clear")
    expect(page.locator("#pad-full")).to_be_hidden()
    visited.draw(HANDS[0].draw(3))
    visited.expect_answer(3)
