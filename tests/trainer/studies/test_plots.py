"""Figures: written, deterministic, and of the layers asked for."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from tests.support.commands import run
from tests.support.paths import WEIGHTS
from trainer.checkpoints.checkpoint import load_network
from trainer.studies import plots

FILE_1989 = WEIGHTS / "zipcode-1989" / "1989.safetensors"


def test_the_command_draws_the_requested_figures(tmp_path: Path) -> None:
    layers = ["--layer", "H2", "--layer", "H3.tanh"]
    result = run("trainer", "plot", FILE_1989, *layers, "--output", tmp_path)
    assert result.code == 0, result.stderr
    names = {"samples", "curves", "H2-kernels", "H2-maps", "H3.tanh-maps"}
    assert {path.stem for path in tmp_path.glob("*.svg")} == names
    for path in tmp_path.glob("*.png"):
        assert path.read_bytes().startswith(b"\x89PNG")
    assert "training" in (tmp_path / "curves.svg").read_text()


def test_the_same_figure_gives_the_same_file() -> None:
    network, card = load_network(FILE_1989)
    draws: list[Callable[[], Figure]] = [
        lambda: plots.curves(card.passes, "x"),
        lambda: plots.kernels(network.layers[0]),
    ]
    for draw in draws:
        assert plots.to_svg(draw()) == plots.to_svg(draw())
        assert plots.to_png(draw()) == plots.to_png(draw())


def test_a_curve_has_a_point_for_every_pass() -> None:
    _, card = load_network(FILE_1989)
    loss, accuracy = plots.curves(card.passes, "x").axes
    (_, test) = loss.lines
    assert np.array_equal(test.get_xdata(), range(1, 24))
    assert np.asarray(accuracy.lines[1].get_ydata())[-1] == pytest.approx(
        100 * (1 - card.passes[-1].test.misses / 2007)
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--layer", "H9"], "has no layer 'H9'"), (["--image", "2007"], "no test image 2007")],
)
def test_bad_input(arguments: list[str], words: str) -> None:
    result = run("trainer", "plot", str(FILE_1989), *arguments)
    assert result.code == 2
    assert words in result.stderr
