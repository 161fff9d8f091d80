"""A new network is a new list, and nothing else changes: toys on the page, alone and beside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from builder import site
from tests.support.browser.open_page import OpenPage
from tests.support.drawings.handwriting import HANDS
from tests.support.drawings.pictures import png, row
from tests.support.networks.toy import TOYS, registered
from trainer.arrays import Array
from trainer.checkpoints.checkpoint import load_network
from trainer.datasets.dataset import DIGITS
from trainer.datasets.mnist import load_mnist_first
from trainer.ink.framing import frame
from trainer.ink.raster import Stroke
from trainer.networks.network import Network

TROUBLE = re.compile("undefined|NaN|null")
DRAWN = HANDS[0].draw(2)

RECORD = """
  globalThis.written = new Set(); // what is written on canvases
  const {prototype} = CanvasRenderingContext2D;
  const {fillText} = prototype;
  prototype.fillText = function (text, ...place) {
    written.add(text);
    fillText.call(this, text, ...place);
  };
"""

# Parts that stand beside and below each other.
PARTS = [
    ".flow > *",
    ".reader",
    ".kernels figure",
    ".steps > *",
    ".sheet:not([hidden]) > *",
    ".bending > *",
    ".stand dl > * > *",
    ".shifts > *",
    ".charts > *",
]
OVERLAPS = """(parts) => {
  const boxes = parts.map((part) => part.getBoundingClientRect()).filter(({width}) => width);
  return boxes.flatMap((a, i) => boxes.slice(0, i).filter((b) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1
  ).map((b) => [a, b]));
}"""


@dataclass(frozen=True)
class Visit:
    """An open page and the toys on it; ``alone``: there is one network, and nothing else."""

    opened: OpenPage
    networks: dict[str, Network]
    alone: bool

    @property
    def page(self) -> Page:
        return self.opened.page

    def draw(self) -> None:
        """Bring the page back to its first state, and draw."""
        self.opened.reset()
        self.opened.draw(DRAWN, pen=18)

    def look_into(self, name: str) -> None:
        """Choose the network in the radios, where there are some; wait until it is shown."""
        if not self.alone:
            self.page.locator(f'#sheet input[value="{name}"]').check()
        # What is hidden takes no focus, and so no keys.
        expect(self.page.locator(f'.sheet[data-inside="{name}"]')).to_be_visible()

    def show(self, place: str) -> Locator:
        """Scroll to a place, for what is only drawn where it can be seen."""
        found = self.page.locator(place)
        found.scroll_into_view_if_needed()
        return found

    def inputs(self, name: str) -> Array:
        """What the network sees of the drawing."""
        picture = frame([Stroke.of(stroke, 18) for stroke in DRAWN]).picture
        return self.networks[name].inputs(picture[None])


@pytest.fixture(scope="module", params=["beside others", "alone"])
def visit(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visit]:
    """A page with both toys before the networks that it knows, and one with nothing but a toy."""
    folder = tmp_path_factory.mktemp("toy")
    alone = request.param == "alone"
    with registered(["toy-flat"] if alone else list(TOYS), folder, alone=alone) as files:
        networks = {name: load_network(path)[0] for name, path in files.items()}
        site.build(output=folder / "index.html")
    with browser.new_context(
        offline=True, viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
    ) as context:
        context.add_init_script(RECORD)
        opened = OpenPage(context.new_page(), folder / "index.html").open()
        yield Visit(opened, networks, alone)
        opened.check_quiet()


with_convolution = pytest.mark.parametrize("visit", ["beside others"], indirect=True)


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def test_a_toy_answers_as_numpy_does(visit: Visit) -> None:
    visit.draw()
    for name, network in visit.networks.items():
        outputs = network.forward(visit.inputs(name))[0]
        answer = visit.opened.answer(name)
        expect(answer).to_have_attribute("data-digit", network.classes[int(outputs.argmax())])
        expect(answer.locator(".digit")).to_have_text(network.classes[int(outputs.argmax())])
        rows = visit.page.locator(f'.reader[data-network="{name}"] tr[data-digit]')
        assert rows.locator("th").all_inner_texts() == list(network.classes)
        texts = rows.locator(".value").all_inner_texts()
        signed = network.output_kind != "Softmax"
        assert all((text[0] in "+−") == signed for text in texts), "probabilities have no sign"
        shown = [number(text) for text in texts]
        np.testing.assert_allclose(shown, outputs, atol=0.006)
        assert answer.get_attribute("data-confidence") is None, "nothing was measured"


def test_every_instrument_works_or_says_why_not(visit: Visit) -> None:
    page = visit.page
    visit.draw()
    for name, network in visit.networks.items():
        visit.look_into(name)
        for section in page.locator("main section").all():
            section.scroll_into_view_if_needed()
            assert section.inner_text().strip()
        expect(page.locator("main")).not_to_contain_text(TROUBLE)
        expect(page.locator("main [role=alert]:visible")).to_have_count(0)
        canvas = page.locator(f'.sheet[data-inside="{name}"] canvas[data-stage="B"]')
        canvas.focus()
        page.keyboard.press("End")
        expect(canvas).to_have_attribute("aria-valuenow", str(len(network.classes) - 1))


def test_what_cannot_be_shown_is_said_in_its_place(visit: Visit) -> None:

    def says(place: str, sentence: str) -> None:
        expect(visit.show(place).get_by_text(sentence)).to_be_visible()

    for name, network in visit.networks.items():
        visit.look_into(name)
        title = network.title
        says("#connections", f"{title} has no convolution over several maps")
        if name == "toy-flat":
            says(".kernels", f"{title} has no convolution, so there are no kernels to show.")
            says("#rejection", f"No test image in this page shows a class of {title}")
            if visit.alone:
                says("#failures", f"No test image in this page shows a class of {title}")
                says("#replay", "were kept for no network in this page")
                says("#training", "no recipe that trains one of its networks")


def test_nothing_overlaps_or_sticks_out(visit: Visit) -> None:
    """With four networks, and with one whose tables are wide."""
    page = visit.page
    visit.draw()
    for name in visit.networks:
        visit.look_into(name)
        for width in (1280, 390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            visit.show("#unit")
            expect(page.locator("#unit h2 + *")).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            for parts in PARTS:
                assert page.locator(parts).evaluate_all(OVERLAPS) == [], (name, width)
    page.set_viewport_size({"width": 1280, "height": 800})


def test_the_page_checks_itself(visit: Visit) -> None:
    visit.page.click("#run-check")
    expect(visit.page.locator("#check-sum")).to_contain_text("numbers are NumPy’s")


def test_a_toy_is_judged_on_the_images_of_its_classes(visit: Visit) -> None:
    """And misreads what it misreads in NumPy, though the engine may read here."""
    page, data = visit.page, load_mnist_first()
    visit.show("#failures")
    for name, network in visit.networks.items():
        if not visit.alone:
            page.locator(f'#failures-network input[value="{name}"]').check()
        buttons = page.locator("#confusion button")
        expect(buttons).to_have_count(len(network.classes) ** 2)
        expect(page.locator("#failures-sum")).to_contain_text(network.title)
        outputs = network.forward(network.inputs(data.test_images))
        counts = np.zeros((len(network.classes),) * 2, int)
        if network.classes == DIGITS:
            np.add.at(counts, (data.test_labels, outputs.argmax(axis=1)), 1)
        shown = buttons.evaluate_all("all => all.map(({dataset}) => Number(dataset.count))")
        assert shown == counts.ravel().tolist()


def test_the_reasons_are_numpys(visit: Visit) -> None:
    """Of the winner, by the ink at each pixel: also where ink is less than paper."""
    visit.draw()
    for name, network in visit.networks.items():
        visit.look_into(name)
        outputs = network.forward(visit.inputs(name))
        wanted = np.eye(len(network.classes), dtype=np.float32)[[outputs[0].argmax()]]
        gradient = network.backward(wanted, input_gradient=True)
        assert gradient is not None
        by_ink = gradient[0].sum(axis=0) * np.sign(network.input.ink - network.input.paper)
        row, column = np.unravel_index(np.abs(by_ink).argmax(), by_ink.shape)
        sentence = visit.show("#why-sentence")
        expect(sentence).to_contain_text(f"At row {row}, column {column}: ")
        expect(sentence).to_contain_text(f"output for {network.classes[outputs[0].argmax()]} ")
        shown = re.search(r"changes by (\S+)\.$", sentence.inner_text())
        assert shown
        assert number(shown[1]) == pytest.approx(float(by_ink[row, column]), abs=0.006)


def test_hidden_patches_are_paper_in_every_channel(visit: Visit) -> None:
    visit.draw()
    visit.show("#why").get_by_label("Occlusion").check()
    for name, network in visit.networks.items():
        visit.look_into(name)
        inputs = visit.inputs(name)
        outputs = network.forward(inputs)[0].copy()
        winner = int(outputs.argmax())
        sentence = visit.show("#why-sentence")
        expect(sentence).to_contain_text(f"the output for {network.classes[winner]} goes from")
        visit.show(f'#why [data-inside="{name}"] [data-why="picture"]').focus()
        middle = inputs.shape[-1] // 2
        for key in ["ArrowDown"] * (middle + 1) + ["ArrowRight"] * middle:
            visit.page.keyboard.press(key)
        expect(sentence).to_contain_text(f"around row {middle}, column {middle},")
        hidden = inputs.copy()
        hidden[..., middle - 2 : middle + 3, middle - 2 : middle + 3] = network.input.paper
        after = network.forward(hidden)[0]
        read = network.classes[int(after.argmax())]
        then = "It still reads" if after.argmax() == winner else "Now it would read"
        expect(sentence).to_contain_text(f". {then} {read}.")
        told = re.search(r"goes from (\S+) to (\S+)\. ", sentence.inner_text())
        assert told
        assert number(told[1]) == pytest.approx(float(outputs[winner]), abs=0.006)
        assert number(told[2]) == pytest.approx(float(after[winner]), abs=0.006)


def test_paper_is_light_and_ink_is_dark(visit: Visit) -> None:
    """Also where the network's number for ink is the lower one."""
    visit.draw()
    for name, network in visit.networks.items():
        picture, seen = visit.inputs(name)[0, 0], network.input
        ink = (picture - seen.paper) / (seen.ink - seen.paper)
        for place in (".sees", "#inspector"):
            canvas = f'{place} canvas[data-network="{name}"], {place} canvas[data-input="{name}"]'
            visit.show(canvas)
            dark = visit.opened.dark(canvas, seen.side)
            assert dark[ink > 0.7].all()
            assert not dark[ink < 0.3].any()


def test_a_class_has_its_name_wherever_it_is_read(visit: Visit) -> None:
    page = visit.page
    visit.draw()
    for name, network in visit.networks.items():
        winner = network.classes[int(network.forward(visit.inputs(name))[0].argmax())]
        said = re.compile(rf"{network.title} (?:reads|is not sure; its best guess is) {winner},")
        expect(page.locator("#announcement")).to_have_text(said)
        expect(visit.show(f'#distortion [data-reads="{name}"]')).to_have_text(
            re.compile(rf"^{winner}\??$")
        )
        expect(visit.show(f'canvas[data-shift="{name}"]')).to_have_attribute(
            "aria-valuetext", re.compile(f": reads {winner}$")
        )
        visit.show("#zip")
        page.click("#zip-take")
        expect(page.locator(f'#zip-codes [data-network="{name}"] output')).to_have_text(winner)
        page.click("#zip-clear")
        visit.show("#failures")
        if not visit.alone:
            page.locator(f'#failures-network input[value="{name}"]').check()
        cell = f"{network.classes[0]}, taken for {network.classes[1]}"
        button = page.locator("#confusion button").nth(1)
        expect(button).to_have_attribute("aria-label", re.compile(rf"images? of {cell}$"))
        button.click()
        expect(page.locator("#gallery-title")).to_contain_text(f"× {cell}")
        page.click("#gallery-all")
    picture = png(row(load_mnist_first().test_images[:3]))
    page.locator("#picture-file").set_input_files(
        {"name": "row.png", "mimeType": "image/png", "buffer": picture}
    )
    for network in visit.networks.values():
        reads = re.compile(rf"{network.title} reads [{''.join(network.classes)}]{{3}}\b")
        expect(page.locator("#picture-note")).to_have_text(reads)
    if visit.alone:
        (network,) = visit.networks.values()
        written = set(page.evaluate("[...written]"))
        assert written, "the strips and maps say what is read"
        assert written <= set(network.classes)


def test_a_class_to_move_towards_is_one_of_the_networks(visit: Visit) -> None:
    for name, network in visit.networks.items():
        visit.look_into(name)
        visit.show("#why")
        options = visit.page.locator("#why-digit option")
        expect(options).to_have_text(list(network.classes))


def test_arrow_keys_lead_through_a_toy(visit: Visit) -> None:
    visit.draw()
    for name, network in visit.networks.items():
        visit.look_into(name)

        def stage(which: str, name: str = name) -> Locator:
            return visit.page.locator(f'.sheet[data-inside="{name}"] canvas[data-stage="{which}"]')

        stage("B").focus()
        for _ in range(len(network.classes)):
            visit.page.keyboard.press("ArrowDown")
        visit.page.keyboard.press("ArrowRight")
        called = {"toy-conv": "B, unit 9:", "toy-flat": "B, unit 2 (“c”):"}[name]
        expect(stage("B")).to_have_attribute("aria-valuetext", re.compile(re.escape(called)))
        visit.page.keyboard.press("Home")
        visit.page.keyboard.press("ArrowLeft")
        expect(stage("A" if name == "toy-conv" else "input")).to_be_focused()


@with_convolution
def test_a_toys_training_is_replayed(visit: Visit) -> None:
    page = visit.page
    visit.draw()
    slider = visit.show("#replay-pass")
    expect(slider).to_have_value("3")
    expect(page.locator("#replay-kernels canvas")).to_have_count(4)
    expect(page.locator("#replay-reads li")).to_have_count(4)
    expect(page.locator("#replay-sum")).to_contain_text("After pass 3, 1,800 corrections")
    slider.fill("1")
    expect(page.locator("#replay-sum")).to_contain_text("After pass 1, 600 corrections")


@with_convolution
def test_a_toy_is_trained_and_taught_in_the_page(visit: Visit) -> None:
    page = visit.page
    visit.draw()
    visit.show("#training")
    expect(page.locator("#train-kernels canvas")).to_have_count(4)
    page.click("#train-pass")
    expect(page.locator("#train-status")).to_contain_text("Misread:")
    page.click("#train-use")
    expect(visit.opened.answer("toy-conv")).to_have_attribute("data-weights", re.compile("sha256:"))
    page.click("#teach-labels button >> nth=2")
    page.click("#teach-learn")
    expect(page.locator("#teach-sum")).to_contain_text("Your digits misread")
    page.click("#teach-undo")
    page.click("#train-back")
    expect(visit.opened.answer("toy-conv")).to_have_attribute("data-weights", "little")
