"""Any unit, explained: numbers that are true, by NumPy, and that add up as they are written."""

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.inside import (
    OUTPUTS,
    hundredths,
    look_into,
    looked_at,
    point_at,
    sample_inputs,
    sample_outputs,
    stage,
)
from trainer.arrays import Array
from trainer.layers import Conv, Dense, Flatten
from trainer.networks.network import Network


def patches(network: Network, name: str, unit: int, inputs: Array) -> tuple[Array, Array]:
    """Return what a unit sees and its weights, both (sources, cells)."""
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


def cells(page: Page, grid: str) -> Array:
    """Return the numbers of a table, in hundredths."""
    return hundredths(page.locator(f'[data-grid="{grid}"] td').all_inner_texts())


def line(page: Page, which: str) -> int:
    """Return a number of the ledger, in hundredths."""
    return int(hundredths([page.locator(f'[data-line="{which}"] dd').inner_text()])[0])


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
    page_inside: Page,
    networks: dict[str, Network],
    network: str,
    name: str,
    spot: tuple[int, int],
) -> None:
    page = page_inside
    look_into(page, network)
    unit, _ = point_at(stage(page, network, name), *spot)
    inputs = sample_inputs(page, networks[network])
    seen, weights = patches(networks[network], name, unit, inputs)
    expected = sample_outputs(page, networks[network])

    single = len(seen) == 1
    listed = page.locator("#ledger button b").all_inner_texts()
    sums = np.array([line(page, "sum")]) if single else hundredths(listed)
    assert sums.sum() + line(page, "bias") == line(page, "total")
    assert line(page, "total") == pytest.approx(100 * expected[name][unit], abs=0.501)
    output = expected[OUTPUTS[network][name]][unit]
    assert line(page, "output") == pytest.approx(100 * output, abs=1)
    np.testing.assert_allclose(sums, 100 * (seen * weights).sum(axis=1), atol=1)
    for source in sorted({0, len(seen) - 1}):
        if not single:
            button = page.locator("#ledger button").nth(source)
            button.click()
            expect(button).to_have_attribute("aria-pressed", "true")
        np.testing.assert_allclose(cells(page, "patch"), 100 * seen[source], atol=0.501)
        np.testing.assert_allclose(cells(page, "kernel"), 100 * weights[source], atol=0.501)
        products = cells(page, "products")
        assert products.sum() == sums[source]
        np.testing.assert_allclose(products, 100 * seen[source] * weights[source], atol=1)


def test_pooling_shows_which_one_won(page_inside: Page, networks: dict[str, Network]) -> None:
    look_into(page_inside, "lenet5")
    unit, _ = point_at(stage(page_inside, "lenet5", "S2"), 30, 30)
    patch = cells(page_inside, "patch")
    winner = page_inside.locator('[data-grid="patch"] .winner').inner_text()
    assert hundredths([winner])[0] == patch.max()
    expected = 100 * sample_outputs(page_inside, networks["lenet5"])["S2"][unit]
    assert patch.max() == pytest.approx(expected, abs=0.501)


def test_along_a_map_the_kernel_stays_and_the_patch_moves(page_inside: Page) -> None:
    h1 = stage(page_inside, "zipcode-1989", "H1")
    point_at(h1, 30, 30)
    h1.focus()
    seen = []
    for key in ("ArrowDown", "ArrowRight", "PageDown"):
        page_inside.keyboard.press(key)
        looked_at(h1)
        seen.append([cells(page_inside, grid).tolist() for grid in ("patch", "kernel")])
    (patch, kernel), (next_patch, next_kernel), (last_patch, last_kernel) = seen
    assert kernel == next_kernel != last_kernel
    assert patch != next_patch == last_patch
