"""Place recorded pen strokes on the pad as a person would: at some size, somewhere."""

import json
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trainer.files import read_gunzipped
from trainer.ink.raster import PAD_SIZE

TABLET = 500  # the tablets' box in shared pen-stroke files


@dataclass(frozen=True)
class Sample:
    """One recorded digit: ``strokes`` (n, 2) in the tablet's units."""

    id: str
    writer: str
    label: int
    strokes: list[NDArray[np.float64]]


PLACEMENTS = ("random", "box", "center")


def read_samples(path: Path) -> list[Sample]:
    """Read a JSON-lines file (gzip or plain) of ``{id, writer, label, strokes}``."""
    samples = []
    for line in read_gunzipped(path).splitlines():
        record = json.loads(line)
        strokes = [np.array(stroke, np.float64).reshape(-1, 2) for stroke in record["strokes"]]
        writer = str(record.get("writer", ""))
        samples.append(Sample(str(record["id"]), writer, int(record["label"]), strokes))
    return samples


def place(sample: Sample, placement: str) -> list[NDArray[np.float64]]:
    """Return the strokes in whole pad pixels.

    ``box`` scales the tablet's box to the pad; ``center`` scales the longer side to 200 pixels
    in the middle; ``random`` draws the longer side from 120–220 pixels and a place that keeps
    the ink inside, from a generator seeded by the sample's id.
    """
    points = np.concatenate(sample.strokes)
    low = points.min(axis=0)
    size = points.max(axis=0) - low
    side = max(float(size.max()), 1e-9)
    if placement == "box":
        scale = PAD_SIZE / TABLET
        corner = low * scale
    elif placement == "center":
        scale = 200 / side
        corner = (PAD_SIZE - size * scale) / 2
    else:
        rng = np.random.default_rng(zlib.crc32(sample.id.encode()))
        scale = rng.uniform(120, 220) / side
        corner = rng.uniform(0, 1, 2) * (PAD_SIZE - size * scale)
    return [np.round((stroke - low) * scale + corner) for stroke in sample.strokes]
