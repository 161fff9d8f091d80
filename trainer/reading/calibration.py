"""Fit the confidence and the reject threshold of a set of weights to held-out writers' strokes.

Of the ten held-out writers five are for the fit and five for testing it: the score in a card is on
writers not used in the fit. The confidence is fitted as if every tenth drawing were not a digit
(a letter, a sign, a scribble, several digits), where any answer is wrong.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from trainer.datasets.pendigits import PenDigit
from trainer.datasets.synthetic.nondigits import NonDigits
from trainer.datasets.synthetic.shapes import read_shapes
from trainer.datasets.synthetic.stroke_variation import vary
from trainer.datasets.synthetic.writers import is_held_out, is_test_writer
from trainer.ink.bulk_framing import frame_all, pack
from trainer.ink.framing import frame
from trainer.ink.raster import PAD_SIZE, PEN_WIDTH, Stroke
from trainer.networks.network import Network
from trainer.reading.decision import Calibration, confidences, margins
from trainer.reading.reader import Reader
from trainer.reading.stroke_score import StrokeScore

NONDIGITS = 600
NONDIGITS_SHARE = 0.1
SEED = 7  # another one than the training set's
TABLET = 500  # units; the box in which the digits were written


def calibrate(
    network: Network,
    digits: Sequence[PenDigit],
    reject: float,
    on_step: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Calibration, StrokeScore]:
    """Fit a calibration to half of the held-out writers and score it on the other half.

    The threshold rejects the share ``reject`` (0…1) of the digits that were fitted to. ``on_step``
    is called with the number of drawings that are framed, and that of all, as it grows.
    """
    reader, kind = Reader(network), network.output_kind
    held_out = [digit for digit in digits if is_held_out(digit.writer)]
    fitting = [digit for digit in held_out if not is_test_writer(digit.writer)]
    testing = [digit for digit in held_out if is_test_writer(digit.writer)]

    total = len(held_out) + NONDIGITS
    outputs, right = _read(reader, fitting, lambda done: on_step(done, total))
    others = reader.outputs(_nondigits(fitting))
    framed = len(fitting) + NONDIGITS
    on_step(framed, total)
    share = NONDIGITS_SHARE / (1 - NONDIGITS_SHARE) * len(outputs) / len(others)
    intercept, slope = fit_logistic(
        margins(np.concatenate([outputs, others]), kind),
        np.append(right, np.zeros(len(others), bool)),
        np.append(np.ones(len(outputs)), np.full(len(others), share)),
    )
    sure = confidences(outputs, kind, Calibration(intercept, slope, 0.0))
    calibration = Calibration(intercept, slope, float(np.quantile(sure, reject)))

    outputs, right = _read(reader, testing, lambda done: on_step(framed + done, total))
    accepted = confidences(outputs, kind, calibration) >= calibration.threshold
    return calibration, StrokeScore(
        writers=len({digit.writer for digit in testing}),
        digits=len(testing),
        misses=int(np.count_nonzero(~right)),
        accepted=int(np.count_nonzero(accepted)),
        accepted_right=int(np.count_nonzero(accepted & right)),
    )


def fit_logistic(
    x: NDArray[np.floating],
    right: NDArray[np.bool_],
    weight: NDArray[np.floating],
    ridge: float = 1e-3,
) -> tuple[float, float]:
    """Fit P(right) = 1 / (1 + exp(−(a + b·x))) by Newton steps; return a and b.

    ``x``, ``right`` and ``weight`` are (N,): a case counts ``weight`` times. The ridge keeps the
    slope finite where every case is right.
    """
    columns = np.stack([np.ones(len(x)), x.astype(np.float64)], axis=1)
    found = np.zeros(2)
    for _ in range(100):
        p = 1 / (1 + np.exp(-(columns @ found)))
        gradient = columns.T @ (weight * (right - p)) - ridge * found
        curvature = (columns * (weight * p * (1 - p))[:, None]).T @ columns + ridge * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        found = found + step / max(1.0, float(np.abs(step).max()) / 2)
        if np.abs(step).max() < 1e-9:
            break
    return float(found[0]), float(found[1])


def _nondigits(digits: Sequence[PenDigit]) -> NDArray[np.uint8]:
    """Draw pictures (N, 28, 28) of what is not a digit."""
    rng = np.random.default_rng(SEED)
    known = [(digit.label, digit.strokes) for digit in digits]
    drawings = NonDigits(rng, read_shapes("other"), known).draw(NONDIGITS)
    return frame_all(vary(pack(drawings), rng))


def _read(
    reader: Reader, digits: Sequence[PenDigit], on_step: Callable[[int], None]
) -> tuple[NDArray[np.floating], NDArray[np.bool_]]:
    """Return the outputs (N, 10) for digits framed as in the page, and which are right (N,)."""
    unit = PAD_SIZE / TABLET
    drawings = [[Stroke(stroke * unit, PEN_WIDTH) for stroke in digit.strokes] for digit in digits]
    pictures = []
    for drawing in drawings:
        pictures.append(frame(drawing).image28)
        on_step(len(pictures))
    outputs = reader.outputs(np.stack(pictures))
    labels = np.array([digit.label for digit in digits])
    return outputs, outputs.argmax(axis=1) == labels
