"""What stands on the pad or in a row, framed and read by every network with all its weights."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import cache
from typing import Any

import numpy as np

from builder.weights import Weights, gather
from tests.support.drawings.rows import ROWS, row
from tests.support.drawings.strokes import as_json
from tests.support.twins import sensitive
from tests.support.twins.pixels import Bytes, from_text, to_text
from tests.support.twins.twin import Twin
from trainer.datasets.mnist import load_mnist_first
from trainer.ink import framing, raster, resize
from trainer.ink import segment as segmenting
from trainer.ink.framing import InkAmount, Options, frame
from trainer.ink.raster import MAX_PEN_WIDTH, MIN_PEN_WIDTH, Stroke
from trainer.ink.segment import segment
from trainer.networks.network import Network
from trainer.reading.decision import decide


def _strokes(plain: Sequence[Mapping[str, Any]]) -> list[Stroke]:
    return [Stroke.of(stroke["points"], stroke["width"]) for stroke in plain]


@cache
def _weights() -> list[list[tuple[Weights, Network]]]:
    """Return, by network, the page's weights and their networks in float64."""
    pairs = []
    for choice in gather():
        networks = [deepcopy(weights.network) for weights in choice.weights]
        for network in networks:
            network.cast(np.float64)
        pairs.append(list(zip(choice.weights, networks, strict=True)))
    return pairs


def _answer(weights: Weights, network: Network, image28: Bytes, ink: InkAmount) -> dict[str, Any]:
    """Return what one network sees, puts out and answers."""
    seen = network.inputs(image28[None]).astype(np.float64)
    outputs = network.forward(seen)[0]
    decision = decide(outputs, network.output_kind, ink, weights.card.calibration)
    return {
        "weights": weights.name,
        "input": seen.ravel().tolist(),
        "outputs": outputs.tolist(),
        "decision": vars(decision),
    }


def _read(case: Mapping[str, Any]) -> dict[str, Any]:
    ink: InkAmount = "ink"
    if case["picture"]:
        image28 = from_text(case["picture"]).reshape(28, 28)
    else:
        framed = frame(_strokes(case["strokes"]), Options(**case["framing"]))
        image28, ink = framed.image28, framed.ink
    most = max(map(len, _weights()))
    return {
        "ink": ink,
        "image28": image28.ravel().tolist(),
        "answers": [
            [_answer(*sets[number % len(sets)], image28, ink) for sets in _weights()]
            for number in range(most)
        ],
    }


def _on_the_pad() -> list[dict[str, Any]]:
    steps = {"box": True, "redraw": True, "mass": True, "whole": False}
    options = [steps, {**steps, "box": False}, {**steps, "redraw": False}, {**steps, "mass": False}]
    drawn = [
        {"strokes": as_json(strokes), "framing": options[number % 4], "picture": None}
        for number, strokes in enumerate(sensitive.drawings())
    ]
    ramp = np.broadcast_to(np.arange(0, 224, 8, dtype=np.uint8), (28, 28))
    images = [*load_mnist_first().test_images[:2], ramp]
    shown = [{"strokes": [], "framing": steps, "picture": to_text(image)} for image in images]
    return [*drawn, *shown]


READ = """({ strokes, framing, picture }) => {
  const drawing = { strokes, picture: picture && { name: "", pixels: decoded(picture) } };
  const readings = Array.from({ length: most }, (_, number) => {
    const { framed, networks } = read({ drawing, framing, weights: chosen(number) });
    const answers = networks.map(({ weights, input, outputs, decision }) => ({
      weights: weights.id, input: [...input], outputs: [...outputs], decision,
    }));
    return { framed, answers };
  });
  const { ink, image28 } = readings[0].framed;
  return { ink, image28: [...image28], answers: readings.map(({ answers }) => answers) };
}"""


def _segmented(plain: Sequence[Mapping[str, Any]]) -> list[list[dict[str, Any]]]:
    return [as_json(group) for group in segment(_strokes(plain))]


def _rows() -> list[list[dict[str, Any]]]:
    written = [row(*case, seed)[0] for seed, case in enumerate(ROWS)]
    return [as_json(strokes) for strokes in [*written, *sensitive.rows()]]


def _row_decisions(plain: Sequence[Mapping[str, Any]]) -> list[list[dict[str, Any]]]:
    framed = [frame(group) for group in segment(_strokes(plain))]
    return [
        [_answer(*sets[0], one.image28, one.ink)["decision"] for one in framed]
        for sets in _weights()
    ]


READ_ROW = """(strokes) => networks.map(({ weightSets }) => {
  return readRow(weightSets[0], segment(strokes).map((group) => frame(group)));
})"""


ACCEPT_PEN = """(width) => {
  try {
    return tools.fields.pen.read({}, String(width)).penWidth === width;
  } catch {
    return false;
  }
}"""


TWINS = [
    Twin(
        "segment",
        [segmenting],
        {"ink/segment": ["segment"]},
        _rows,
        _segmented,
        "(strokes) => segment(strokes)",
    ),
    Twin(
        "pen",
        [raster],
        {"sections/pad/tools": ["tools"]},
        lambda: list(range(1, 65)),
        lambda width: MIN_PEN_WIDTH <= width <= MAX_PEN_WIDTH,
        ACCEPT_PEN,
    ),
    Twin("read", [raster, framing, resize], {}, _on_the_pad, _read, READ, tolerance=1e-9),
    Twin(
        "read a row",
        [raster, framing, segmenting],
        {"ink/framing": ["frame"], "network/reading": ["readRow"]},
        lambda: _rows()[:6],
        _row_decisions,
        READ_ROW,
        tolerance=1e-9,
    ),
]
