"""Figures of a trained network: curves, sample predictions, kernels and maps (extra ``plots``).

The counterparts of Batmazoğlu's figures 9 to 11, and what its future work asks for: a look at
filters and feature maps. Drawn without a display; the same input gives the same files.
"""

import io
from collections.abc import Sequence
from math import ceil
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import NDArray

from trainer.arrays import Array
from trainer.datasets.dataset import Dataset
from trainer.layers import Conv, Layer
from trainer.networks.network import Network
from trainer.reading.reader import Reader
from trainer.training.records import PassRecord

BLUE, PAPER, RED, INK, SMALL = "#1f3a5f", "#f7f3ea", "#b3202a", "#1d1b19", "#6b655b"
SIGNED = LinearSegmentedColormap.from_list("signed", [BLUE, PAPER, RED])
"""For signed values: blue, then paper at zero, then red."""
STYLE: dict[Any, Any] = {
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "axes.edgecolor": SMALL,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "font.family": "serif",
    "font.size": 10,
    "svg.fonttype": "none",
    "svg.hashsalt": "lenet-in-a-page",
    "text.color": INK,
}


def to_svg(figure: Figure) -> bytes:
    """Return the figure as SVG, without a date."""
    with io.BytesIO() as file, matplotlib.rc_context(STYLE):
        figure.savefig(file, format="svg", metadata={"Date": None})
        return file.getvalue()


def to_png(figure: Figure) -> bytes:
    """Return the figure as PNG, without a version."""
    with io.BytesIO() as file:
        figure.savefig(file, format="png", dpi=150, metadata={"Software": None})
        return file.getvalue()


def curves(records: Sequence[PassRecord], title: str) -> Figure:
    """Plot training and test loss and accuracy after every pass (figures 9 and 10)."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(9, 3.6), layout="constrained")
        loss, accuracy = figure.subplots(1, 2)
        passes = [record.number for record in records]
        for part, colour in (("train", BLUE), ("test", RED)):
            scores = [getattr(record, part) for record in records]
            label = "training" if part == "train" else "test"
            loss.plot(passes, [score.loss for score in scores], ".-", color=colour, label=label)
            shares = [100 * (1 - score.error) for score in scores]
            accuracy.plot(passes, shares, ".-", color=colour, label=label)
        for axes, name in ((loss, "loss"), (accuracy, "accuracy, %")):
            axes.set(xlabel="pass", ylabel=name)
            axes.xaxis.get_major_locator().set_params(integer=True)
            axes.legend(frameon=False)
        figure.suptitle(title)
    return figure


def samples(network: Network, data: Dataset, title: str, seed: int = 0) -> Figure:
    """Show 30 test images drawn at random, and up to 30 misread ones (figure 11)."""
    labels = data.test_labels
    answers = Reader(network).digits(data.test_images)
    rng = np.random.default_rng(seed)
    drawn = rng.choice(len(labels), min(30, len(labels)), replace=False)
    missed = np.flatnonzero(answers != labels)
    chosen = [*drawn, *rng.permutation(missed)[:30]]
    sheet, corners = _mosaic([data.test_images[index] for index in chosen], 10, across=6, down=14)
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(10, 1.1 * ceil(len(chosen) / 10) + 0.8), layout="constrained")
        axes = _bare_axes(figure)
        axes.imshow(sheet, cmap="gray_r", interpolation="nearest")
        for (top, left), index in zip(corners, chosen, strict=True):
            answer, label = answers[index], labels[index]
            right = answer == label
            text = f"{answer}" if right else f"{answer}, not {label}"
            middle = left + data.test_images.shape[2] / 2
            axes.text(middle, top - 3, text, fontsize=9, ha="center", color=INK if right else RED)
        figure.suptitle(f"{title}: {len(drawn)} at random, then {len(chosen) - len(drawn)} misread")
    return figure


def kernels(layer: Layer) -> Figure:
    """Show a layer's kernels, a row for each map if it has several; of a Dense, its units."""
    weight = layer.params["weight"]
    rows = weight if isinstance(layer, Conv) else weight[:, None, None]
    count, across = rows.shape[:2]
    if across == 1:
        pictures, columns = [row[0] for row in rows], min(count, 12)
    else:
        pictures, columns = [kernel for row in rows for kernel in row], across
    return _sheet(pictures, columns, f"{layer.name}: weights")


def maps(network: Network, image: NDArray[np.uint8], layer: Layer) -> Figure:
    """Show a layer's outputs for one image (28, 28): its maps, or its units as a row."""
    values = Reader(network).activations(image[None])[layer.name][0]
    pictures = list(values) if values.ndim == 3 else [values[None]]
    return _sheet(pictures, min(len(pictures), 8), f"{layer.name}: outputs")


def _sheet(pictures: Sequence[Array], columns: int, title: str) -> Figure:
    """Show pictures of signed values, all on one scale."""
    limit = max(float(np.abs(picture).max()) for picture in pictures) or 1.0
    wide = pictures[0].shape[1] > 4 * pictures[0].shape[0]
    rows = ceil(len(pictures) / columns)
    width, height = (8, 0.4 * rows) if wide else (0.9 * columns, 0.9 * rows)
    sheet, _ = _mosaic(pictures, columns, across=1, down=1)
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(max(width, 4) + 1, height + 0.8), layout="constrained")
        axes = _bare_axes(figure)
        drawn = axes.imshow(sheet, cmap=SIGNED, vmin=-limit, vmax=limit, interpolation="nearest")
        axes.set_aspect("auto" if wide else "equal")
        figure.colorbar(drawn, ax=axes, shrink=0.8)
        figure.suptitle(title)
    return figure


def _mosaic(
    pictures: Sequence[NDArray[Any]], columns: int, across: int, down: int
) -> tuple[Array, list[tuple[int, int]]]:
    """Arrange pictures of one size in rows, with ``across`` and ``down`` cells of NaN between.

    Return the mosaic, which also has ``down`` cells above its first row, and each picture's top
    left corner. It is many times faster to draw than as many axes.
    """
    height, width = pictures[0].shape
    rows = ceil(len(pictures) / columns)
    sheet = np.full((rows * (height + down), columns * (width + across) - across), np.nan)
    corners = []
    for index, picture in enumerate(pictures):
        row, column = divmod(index, columns)
        top, left = row * (height + down) + down, column * (width + across)
        sheet[top : top + height, left : left + width] = picture
        corners.append((top, left))
    return sheet, corners


def _bare_axes(figure: Figure) -> Axes:
    axes = figure.subplots()
    axes.set_axis_off()
    return axes
