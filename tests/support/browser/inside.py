"""Looking inside a network in the page, and the numbers that must be there, by NumPy in float64."""

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

from builder.weights import gather
from trainer.arrays import Array
from trainer.checkpoints.bundled import SHIPPED
from trainer.checkpoints.checkpoint import load_network
from trainer.datasets.mnist import load_mnist_first
from trainer.networks.network import Network

SAMPLE = 5
"""The digit of the sample on the pad."""

OUTPUTS: Mapping[str, Mapping[str, str]] = {
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
"""The layer whose outputs a stage of the sheet shows."""


def in_float64() -> dict[str, Network]:
    """Return the page's networks as NumPy has them, in float64."""
    networks = {}
    for choice in gather():
        path = SHIPPED / choice.name / f"{choice.first}.safetensors"
        networks[choice.name], _ = load_network(path)
        networks[choice.name].cast(np.float64)
    return networks


def sample_image(page: Page) -> NDArray[np.uint8]:
    """Return the image (28, 28) of the sample on the pad."""
    block = page.evaluate("() => JSON.parse(document.getElementById('data/samples').textContent)")
    index = next(sample["index"] for sample in block if sample["label"] == SAMPLE)
    image: NDArray[np.uint8] = load_mnist_first().test_images[index]
    return image


def sample_inputs(page: Page, network: Network) -> Array:
    """Return what the network sees of the sample, (1, channels, rows, columns)."""
    return network.inputs(sample_image(page)[None]).astype(np.float64)


def sample_outputs(page: Page, network: Network) -> dict[str, Array]:
    """Return every layer's outputs for the sample by the layer's name, flat."""
    inputs = sample_inputs(page, network)
    found = network.activations(inputs)
    return {"input": inputs.ravel()} | {layer: values.ravel() for layer, values in found.items()}


def stage(page: Page, network: str, name: str) -> Locator:
    """Return the map of a stage on a network's sheet."""
    return page.locator(f'.sheet[data-inside="{network}"] canvas[data-stage="{name}"]')


def look_into(page: Page, network: str) -> None:
    """Choose the network to look into, and wait until its sheet is laid out."""
    page.locator(f'#sheet input[value="{network}"]').check()
    figure = stage(page, network, "input").locator("..")
    expect(figure).to_be_visible()
    expect(figure).to_have_attribute("style", re.compile("--cell"))


def point_at(canvas: Locator, x: float, y: float) -> tuple[int, str]:
    """Point at a place of a sheet's map; return the unit there and what is said of it.

    Then the unit's explanation is drawn, too.
    """
    canvas.hover(position={"x": x, "y": y})
    return looked_at(canvas)


def looked_at(canvas: Locator) -> tuple[int, str]:
    """Return the unit that a sheet's map points at and what is said of it, once all is drawn."""
    said = canvas.get_attribute("aria-valuetext") or ""
    expect(canvas.page.locator("#unit-name")).to_have_text(said.split(":")[0])
    return int(canvas.get_attribute("aria-valuenow") or -1), said


def place_in(canvas: Locator, x: float, y: float) -> tuple[float, float]:
    """Return a place in CSS pixels, given as shares of a canvas's width and height."""
    box = canvas.bounding_box()
    assert box is not None
    return x * box["width"], y * box["height"]


def last_number(text: str) -> float:
    """Return the last number in a text, with the page's true minus."""
    return float(re.findall(r"[−+]?\d+(?:\.\d+)?", text)[-1].replace("−", "-"))


def small_number(text: str) -> float:
    """Return a number as the page writes it where it may be tiny: 0.53, −1.2 · 10⁻⁷."""
    number, _, power = text.partition(" · 10⁻")
    exponent = power.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))
    return float(number.replace("−", "-")) * 10.0 ** -int(exponent or 0)


def hundredths(texts: list[str]) -> Array:
    """Return written numbers in hundredths."""
    return np.array([round(100 * float(text.replace("−", "-"))) for text in texts])
