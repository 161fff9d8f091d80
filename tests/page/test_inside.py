"""The instruments that look inside, driven by pointer and keys, against NumPy in float64."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from builder import site
from tests.support.axe import axe_violations
from tests.support.open_page import OpenPage
from trainer.arrays import Array
from trainer.checkpoints import checkpoint
from trainer.checkpoints.bundled import SHIPPED
from trainer.checkpoints.card import Card
from trainer.checkpoints.checkpoint import load_network
from trainer.datasets.mnist import load_mnist_first
from trainer.layers import Conv, Dense, Flatten
from trainer.networks.initializers import initialize
from trainer.networks.network import Network
from trainer.networks.registry import NETWORKS, create
from trainer.networks.zipcode_1989 import H2_TABLE

WEIGHTS = {"zipcode-1989": "1989", "lenet5": "untrained"}
SAMPLE = 5


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The 1989 network as shipped, and a LeNet-5 that has learned nothing."""
    untrained = create("lenet5")
    initialize(untrained, "lecun-1998", 5)
    path = tmp_path_factory.mktemp("weights") / "untrained.safetensors"
    checkpoint.save(path, untrained.parameters, Card("lenet5"))
    return {"zipcode-1989": SHIPPED / "zipcode-1989" / "1989.safetensors", "lenet5": path}


@pytest.fixture(scope="module")
def networks(weights: dict[str, Path]) -> dict[str, Network]:
    """The same networks in float64."""
    result = {}
    for name, path in weights.items():
        loaded, _ = load_network(path)
        loaded.cast(np.float64)
        result[name] = loaded
    return result


@pytest.fixture(scope="module")
def shared(
    browser: Browser, weights: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenPage]:
    """One page for all tests here, with both networks and a sample digit on the pad."""
    file = tmp_path_factory.mktemp("page") / "index.html"
    site.build([f"{name}/{WEIGHTS[name]}={path}" for name, path in weights.items()], file)
    with browser.new_context(
        offline=True, reduced_motion="reduce", viewport={"width": 1280, "height": 800}
    ) as context:
        opened = OpenPage(context.new_page(), file).open()
        opened.page.click(f'#samples [data-label="{SAMPLE}"]')
        yield opened
        opened.check_quiet()


@pytest.fixture
def page(shared: OpenPage) -> Page:
    """The shared page, looking into the 1989 network; nothing is held."""
    look_into(shared.page, "lenet5")
    look_into(shared.page, "zipcode-1989")
    return shared.page


def look_into(page: Page, network: str) -> None:
    page.locator(f'#sheet input[value="{network}"]').check()


def frame(page: Page) -> None:
    """Wait until everything is drawn."""
    page.evaluate("() => new Promise((r) => requestAnimationFrame(() => setTimeout(r)))")


def number(text: str) -> float:
    """The last number in a text, with the page's true minus."""
    return float(re.findall(r"[−+]?\d+(?:\.\d+)?", text)[-1].replace("−", "-"))


def sample_inputs(network: Network, page: Page) -> Array:
    """What the network sees of the sample on the pad."""
    data = load_mnist_first()
    block = page.evaluate("() => JSON.parse(document.getElementById('data/samples').textContent)")
    index = block[SAMPLE]["index"]
    return network.inputs(data.test_images[[index]]).astype(np.float64)


def activations(networks: dict[str, Network], name: str, page: Page) -> dict[str, Array]:
    """Every layer's outputs for the sample, flat."""
    inputs = sample_inputs(networks[name], page)
    found = networks[name].activations(inputs)
    return {"input": inputs.ravel()} | {layer: values.ravel() for layer, values in found.items()}


def stage(page: Page, network: str, name: str) -> str:
    return f'.sheet[data-inside="{network}"] canvas[data-stage="{name}"]'


LAST = {
    "zipcode-1989": {"H1": "H1.tanh", "H2": "H2.tanh", "H3": "H3.tanh", "output": "output.tanh"},
    "lenet5": {
        "C1": "C1.tanh",
        "S2": "S2",
        "C3": "C3.tanh",
        "S4": "S4",
        "C5": "C5.tanh",
        "F6": "F6.tanh",
        "output": "output.softmax",
    },
}


@pytest.mark.parametrize("network", NETWORKS)
def test_every_stage_shows_the_networks_own_activations(
    page: Page, networks: dict[str, Network], network: str
) -> None:
    look_into(page, network)
    expected = activations(networks, network, page)
    for name, last in {"input": "input", **LAST[network]}.items():
        canvas = page.locator(stage(page, network, name))
        for x, y in ((0.2, 0.3), (0.7, 0.8)):
            box = canvas.bounding_box()
            assert box is not None
            canvas.hover(position={"x": x * box["width"], "y": y * box["height"]})
            frame(page)
            unit = int(canvas.get_attribute("aria-valuenow") or -1)
            text = canvas.get_attribute("aria-valuetext") or ""
            assert text.startswith(name)
            assert number(text) == pytest.approx(expected[last][unit], abs=0.00501)


def test_arrow_keys_walk_through_the_whole_network(page: Page) -> None:
    h1 = page.locator(stage(page, "zipcode-1989", "H1"))
    h1.focus()
    frame(page)
    seen = []
    for key in ("Home", "ArrowRight", "ArrowDown", "PageDown", "End", "ArrowRight"):
        page.keyboard.press(key)
        frame(page)
        name = "document.activeElement.getAttribute('aria-valuetext')"
        seen.append(page.evaluate(name).split(":")[0])
    assert seen == [
        "H1, map 0, row 0, column 0",
        "H1, map 0, row 0, column 1",
        "H1, map 0, row 1, column 1",
        "H1, map 1, row 1, column 1",
        "H1, map 11, row 7, column 7",
        "H2, map 0, row 0, column 0",
    ]
    page.keyboard.press("ArrowLeft")
    frame(page)
    assert page.evaluate(name).startswith("H1, map 11, row 7, column 7")
    assert page.locator(".sheet:not([hidden]) canvas[tabindex='0']").count() == 1, "one tab stop"


def test_a_click_holds_a_unit_and_another_lets_go(page: Page) -> None:
    h1 = page.locator(stage(page, "zipcode-1989", "H1"))
    h1.click(position={"x": 20, "y": 20})
    frame(page)
    held = h1.get_attribute("aria-valuetext")
    h1.hover(position={"x": 100, "y": 100})
    frame(page)
    assert h1.get_attribute("aria-valuetext") == held
    h1.click(position={"x": 20, "y": 20})
    h1.hover(position={"x": 100, "y": 100})
    frame(page)
    assert h1.get_attribute("aria-valuetext") != held


def patches(network: Network, name: str, unit: int, inputs: Array) -> tuple[Array, Array]:
    """What a unit sees and its weights, both (sources, cells)."""
    layers = {layer.name: layer for layer in network.layers}
    layer = layers[name]
    x = inputs[0]
    for below in network.layers[: network.layers.index(layer)]:
        x = below.forward(x[None])[0]
    if isinstance(layer, Dense):
        source = network.layers[network.layers.index(layer) - 1]
        maps = source.in_shape[0] if isinstance(source, Flatten) else 1
        return x.reshape(maps, -1), layer.params["weight"][unit].reshape(maps, -1)
    assert isinstance(layer, Conv)
    place, row, column = np.unravel_index(unit, layer.out_shape)
    around = ((0, 0), (layer.padding,) * 2, (layer.padding,) * 2)
    padded = np.pad(x, around, constant_values=layer.padding_value)
    top, left, k = row * layer.stride, column * layer.stride, layer.kernel
    seen = padded[list(layer.table[place]), top : top + k, left : left + k]
    weight = layer.params["weight"][place]
    return seen.reshape(len(seen), -1), weight.reshape(len(weight), -1)


def hundredths(texts: list[str]) -> Array:
    return np.array([round(100 * float(text.replace("−", "-"))) for text in texts])


@pytest.mark.parametrize(
    ("network", "name", "spot"),
    [
        ("zipcode-1989", "H1", (5, 5)),
        ("zipcode-1989", "H2", (150, 120)),
        ("zipcode-1989", "H3", (30, 30)),
        ("zipcode-1989", "output", (5, 60)),
        ("lenet5", "C1", (40, 40)),
        ("lenet5", "C3", (80, 90)),
        ("lenet5", "C5", (40, 40)),
        ("lenet5", "F6", (30, 40)),
        ("lenet5", "output", (5, 60)),
    ],
)
def test_a_unit_is_explained_by_numbers_that_are_true_and_add_up(
    page: Page, networks: dict[str, Network], network: str, name: str, spot: tuple[int, int]
) -> None:
    look_into(page, network)
    canvas = page.locator(stage(page, network, name))
    canvas.hover(position={"x": spot[0], "y": spot[1]})
    frame(page)
    unit = int(canvas.get_attribute("aria-valuenow") or -1)
    inputs = sample_inputs(networks[network], page)
    seen, weights = patches(networks[network], name, unit, inputs)
    expected = activations(networks, network, page)

    def cells(grid: str) -> Array:
        return hundredths(page.locator(f'[data-grid="{grid}"] td').all_inner_texts())

    def line(which: str) -> int:
        return int(hundredths([page.locator(f'[data-line="{which}"] dd').inner_text()])[0])

    single = len(seen) == 1
    listed = page.locator("#ledger button b").all_inner_texts()
    sums = np.array([line("sum")]) if single else hundredths(listed)
    assert sums.sum() + line("bias") == line("total")
    assert line("total") == pytest.approx(100 * expected[name][unit], abs=0.501)
    assert line("output") == pytest.approx(100 * expected[LAST[network][name]][unit], abs=1)
    np.testing.assert_allclose(sums, 100 * (seen * weights).sum(axis=1), atol=1)
    for source in sorted({0, len(seen) - 1}):
        if not single:
            page.locator("#ledger button").nth(source).click()
            frame(page)
        np.testing.assert_allclose(cells("patch"), 100 * seen[source], atol=0.501)
        np.testing.assert_allclose(cells("kernel"), 100 * weights[source], atol=0.501)
        products = cells("products")
        assert products.sum() == sums[source]
        np.testing.assert_allclose(products, 100 * seen[source] * weights[source], atol=1)


def test_pooling_shows_which_one_won(page: Page, networks: dict[str, Network]) -> None:
    look_into(page, "lenet5")
    canvas = page.locator(stage(page, "lenet5", "S2"))
    canvas.hover(position={"x": 30, "y": 30})
    frame(page)
    unit = int(canvas.get_attribute("aria-valuenow") or -1)
    cells = hundredths(page.locator('[data-grid="patch"] td').all_inner_texts())
    winner = page.locator('[data-grid="patch"] .winner').inner_text()
    assert hundredths([winner])[0] == cells.max()
    expected = 100 * activations(networks, "lenet5", page)["S2"][unit]
    assert cells.max() == pytest.approx(expected, abs=0.501)


def test_along_a_map_the_kernel_stays_and_the_patch_moves(page: Page) -> None:
    h1 = page.locator(stage(page, "zipcode-1989", "H1"))
    h1.hover(position={"x": 30, "y": 30})
    h1.focus()
    seen = []
    for key in ("ArrowDown", "ArrowRight", "PageDown"):
        page.keyboard.press(key)
        frame(page)
        grids = ("patch", "kernel")
        seen.append([page.locator(f'[data-grid="{grid}"] td').all_inner_texts() for grid in grids])
    (patch, kernel), (next_patch, next_kernel), (last_patch, last_kernel) = seen
    assert kernel == next_kernel != last_kernel
    assert patch != next_patch == last_patch


def test_who_sees_whom_by_pointer_and_keys(page: Page) -> None:
    table = '.connections[data-inside="zipcode-1989"] canvas[data-connections="{}"]'
    said = page.locator("#connections-sentence")

    def rest_on(part: str, key: str) -> str:
        page.locator(table.format(part)).focus()
        page.keyboard.press(key)
        frame(page)
        return said.inner_text()

    below, above, kernels = (page.locator(table.format(part)) for part in PARTS)
    below.hover(position={"x": 2, "y": 2})
    frame(page)
    seers = [row for row, seen in enumerate(H2_TABLE) if 0 in seen]
    assert said.inner_text() == f"Map 0 of H1 is seen by 8 of the 12 maps of H2: {listed(seers)}."
    seers = [row for row, seen in enumerate(H2_TABLE) if 11 in seen]
    assert rest_on("below", "End").endswith(f": {listed(seers)}.")
    above.hover(position={"x": 2, "y": 2})
    assert rest_on("above", "ArrowDown").endswith(f": {listed(H2_TABLE[1])}.")
    kernels.hover(position={"x": 2, "y": 2})
    assert rest_on("kernels", "ArrowRight").startswith("Map 0 of H2 weighs every patch of map 1")
    assert rest_on("kernels", "End").startswith("Map 11 of H2 weighs every patch of map 11")
    for _ in range(4):
        rest_on("kernels", "ArrowLeft")
    assert said.inner_text().startswith("Map 11 of H2 does not see map 7 of H1")


PARTS = ("below", "above", "kernels")


def listed(maps: Iterable[int]) -> str:
    return ", ".join(map(str, maps))


def small(text: str) -> float:
    """A number as the page writes it where it may be tiny."""
    number, _, power = text.partition(" · 10⁻")
    exponent = power.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))
    return float(number.replace("−", "-")) * 10.0 ** -int(exponent or 0)


@pytest.mark.parametrize("network", NETWORKS)
def test_saliency_is_the_true_gradient(
    page: Page, networks: dict[str, Network], network: str
) -> None:
    look_into(page, network)
    inputs = sample_inputs(networks[network], page)
    outputs = networks[network].forward(inputs)
    winner = int(outputs.argmax())
    canvas = page.locator(f'#why [data-inside="{network}"] canvas[data-why="answer"]')
    for how, target in (("gradient", None), ("towards", 8)):
        page.locator(f'#why input[value="{how}"]').check()
        mixture = np.eye(10)[[winner]]
        if target is not None:
            page.locator("#why-digit").select_option(str(target))
            mixture = np.eye(10)[[target]] - mixture
        gradient = networks[network].backward(mixture, input_gradient=True)
        assert gradient is not None
        size = gradient.shape[-1]
        strongest = np.argsort(-np.abs(gradient.ravel()))[:3]
        box = canvas.bounding_box()
        assert box is not None
        for pixel in strongest:
            row, column = divmod(int(pixel), size)
            cell = box["width"] / size
            canvas.hover(position={"x": (column + 0.5) * cell, "y": (row + 0.5) * cell})
            frame(page)
            place, _, value = (canvas.get_attribute("aria-valuetext") or "").partition(": ")
            assert place == f"row {row}, column {column}"
            assert small(value) == pytest.approx(gradient.ravel()[pixel], rel=0.06, abs=0.00501)
            assert page.locator("#why-sentence").inner_text().endswith(f"changes by {value}.")
    page.locator('#why input[value="gradient"]').check()


def test_occlusion_is_the_networks_answer_to_a_hidden_patch(
    page: Page, networks: dict[str, Network]
) -> None:
    network = networks["zipcode-1989"]
    inputs = sample_inputs(network, page)
    before = network.forward(inputs).copy()
    winner = int(before.argmax())
    inputs[:, :, 2:7, 5:10] = -1
    after = network.forward(inputs)
    page.locator('#why input[value="occlusion"]').check()
    canvas = page.locator('#why [data-inside="zipcode-1989"] canvas[data-why="answer"]')
    box = canvas.bounding_box()
    assert box is not None
    cell = box["width"] / 16
    canvas.hover(position={"x": 7.5 * cell, "y": 4.5 * cell})
    said = page.locator("#why-sentence")
    expect(said).to_contain_text("around row 4, column 7")
    values = re.findall(r"[+−]\d\.\d+", said.inner_text())
    assert [small(value) for value in values] == pytest.approx(
        [before[0, winner], after[0, winner]], abs=0.00501
    )
    assert said.inner_text().endswith(f"reads {after.argmax()}.") or (
        said.inner_text().endswith(f"read {after.argmax()}.")
    )
    change = re.compile(r"row 4, column 7: [+−]\d")  # the map itself, done in slices
    expect(canvas).to_have_attribute("aria-valuetext", change)
    shown = small((canvas.get_attribute("aria-valuetext") or "").partition(": ")[2])
    assert shown == pytest.approx(float(after[0, winner] - before[0, winner]), rel=0.06, abs=0.006)
    page.locator('#why input[value="gradient"]').check()


def test_what_is_read_of_a_shifted_picture(page: Page, networks: dict[str, Network]) -> None:
    block = page.evaluate("() => JSON.parse(document.getElementById('data/samples').textContent)")
    image = load_mnist_first().test_images[block[SAMPLE]["index"]]
    page.click("#distortion-reset")
    canvas = page.locator('#distortion canvas[data-shift="zipcode-1989"]')
    canvas.focus()
    dx = dy = 0
    for key in ("ArrowLeft", "ArrowLeft", "ArrowUp", "ArrowLeft", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        dx, dy = dx - (key == "ArrowLeft"), dy - (key == "ArrowUp")
        frame(page)
        shifted = np.zeros_like(image)
        shifted[: 28 + dy, : 28 + dx] = image[-dy:, -dx:]
        for name, network in networks.items():
            digit = network.forward(network.inputs(shifted[None]).astype(np.float64)).argmax()
            read = page.locator(f'#distortion [data-reads="{name}"]').inner_text()
            assert read.rstrip("?") == str(digit)
    # The map of shifts agrees, cell by cell, once it is worked out in slices.
    expect(canvas).to_have_attribute("aria-valuenow", str((dy + 8) * 17 + dx + 8))
    first = page.locator('#distortion [data-reads="zipcode-1989"]').inner_text().rstrip("?")
    agreed = re.compile(rf"−4 across, −2 down: reads {first}")
    expect(canvas).to_have_attribute("aria-valuetext", agreed)
    box = canvas.bounding_box()
    assert box is not None
    canvas.click(position={"x": box["width"] / 2, "y": box["height"] / 2})  # back in the middle
    frame(page)
    assert (canvas.get_attribute("aria-valuetext") or "").startswith("0 across, 0 down")


def test_the_strips_are_moved_by_keys_and_pointer(page: Page) -> None:
    page.click("#distortion-reset")
    straight = page.locator("#distortion-picture").evaluate("canvas => canvas.toDataURL()")
    for axis, written in (
        ("turn", "+5°"),
        ("size", "× 1.05"),
        ("slant", "+0.05"),
        ("pen", "× 1.1"),
    ):
        slider = page.locator(f"#distortion-{axis}")
        slider.press("ArrowRight")
        frame(page)
        assert page.locator(f'[data-axis="{axis}"] output').inner_text() == written
        assert slider.get_attribute("aria-valuetext") == written
    bent = page.locator("#distortion-picture").evaluate("canvas => canvas.toDataURL()")
    assert bent != straight
    noise = page.locator("#distortion-noise")
    box = noise.bounding_box()
    assert box is not None
    noise.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    frame(page)
    assert page.locator('[data-axis="noise"] output').inner_text() in ("0.48", "0.52")
    page.click("#distortion-reset")
    frame(page)
    assert page.locator("#distortion-picture").evaluate("canvas => canvas.toDataURL()") == straight


@pytest.mark.parametrize(
    ("network", "total"),
    [("zipcode-1989", "1,256 64,660 9,760"), ("lenet5", "7,542 423,038 61,706")],
)
def test_the_counts_add_up(page: Page, network: str, total: str) -> None:
    look_into(page, network)
    frame(page)
    rows = page.locator(f'.counts [data-inside="{network}"] tbody tr').all()
    cells = [row.locator(".number").all_inner_texts() for row in rows]
    sums = [
        sum(int(text.replace(",", "") or 0) for text in column)
        for column in zip(*cells, strict=True)
    ]
    footer = page.locator(f'.counts [data-inside="{network}"] tfoot .number').all_inner_texts()
    assert " ".join(footer) == total == " ".join(f"{value:,}" for value in sums)


def test_axe_finds_nothing_inside(page: Page) -> None:
    assert axe_violations(page, ".inside") == []
    look_into(page, "lenet5")
    frame(page)
    assert axe_violations(page, ".inside") == []
