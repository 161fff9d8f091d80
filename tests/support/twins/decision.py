"""Answers from ten outputs, with every calibration and without."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.support.twins.twin import Twin
from trainer.reading import decision
from trainer.reading.decision import Calibration, decide

CALIBRATIONS = [
    Calibration(intercept=0.0, slope=1.0, threshold=0.6),
    Calibration(-2.0, 3.0, 0.5),
    Calibration(-3.0, 0.005, 0.5),  # a probability of 0 against one of 1 is about even
    Calibration(-1e308, -1e308, 1.0),
    None,
]


def _cases() -> list[dict[str, Any]]:
    """Return random outputs of both kinds, some of them certain; nothing, a speck and ink."""
    rng = np.random.default_rng(6)
    activations = np.tanh(rng.normal(0, 1, (60, 10)))
    probabilities = np.exp(6 * activations) / np.exp(6 * activations).sum(axis=1, keepdims=True)
    certain = np.eye(10)[[3, 7, 4]]
    kinds = {"Tanh": activations, "Softmax": np.concatenate([certain, probabilities])}
    return [
        {
            "outputs": row.tolist(),
            "kind": kind,
            "ink": ["none", "speck", "ink"][min(number, 2)],
            "calibration": calibration and vars(calibration),
        }
        for kind, rows in kinds.items()
        for calibration in CALIBRATIONS
        for number, row in enumerate(rows)
    ]


def _decide(case: Mapping[str, Any]) -> dict[str, Any]:
    calibration = case["calibration"] and Calibration(**case["calibration"])
    return vars(decide(np.array(case["outputs"]), case["kind"], case["ink"], calibration))


TWINS = [
    Twin(
        "decide",
        [decision],
        {"network/decision": ["decide"]},
        _cases,
        _decide,
        "({ outputs, kind, ink, calibration }) => decide(outputs, kind, ink, calibration)",
        tolerance=1e-12,
    )
]
