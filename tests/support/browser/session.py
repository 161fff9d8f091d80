"""Weights and a run as the page keeps them for a reload of the tab."""

import base64
import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.support.browser.open_page import OpenPage

KEY = "lenet-in-a-page/trained"


def plant(
    page: OpenPage,
    made: Sequence[tuple[str, NDArray[np.float32]]] = (),
    chosen: str = "1989",
    run: dict[str, Any] | None = None,
) -> OpenPage:
    """Open a page with weights, as (title, parameters), that seem to have been made in it.

    ``run`` is a training run that was left: seed, rate, done, passes and vector.
    """
    kept = [
        {
            "title": title,
            "card": {"network": "zipcode-1989", "passes": []},
            "vector": {"float32": encoded(vector)},
        }
        for title, vector in made
    ]
    text = json.dumps({"version": 2, "run": run, "made": kept, "chosen": chosen})
    keep = f"sessionStorage.setItem({KEY!r}, {json.dumps(text)})"
    page.page.add_init_script(f"if (location.protocol === 'file:') {keep}")
    return page.open()


def encoded(vector: NDArray[np.float32]) -> str:
    """Return parameters as the page keeps them: base64 of little-endian float32."""
    return base64.b64encode(vector.astype("<f4").tobytes()).decode()
