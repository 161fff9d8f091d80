"""The memory of the engine, laid out by its hosts."""

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from tests.support.twins.twin import Twin
from trainer.networks.registry import create
from trainer.wasm import module, wat
from trainer.wasm.method import Method
from trainer.wasm.runner import Engine, assemble


def _engine() -> list[list[Any]]:
    wasm = assemble(create("zipcode-1989"), Method("lecun-1989"))
    return [[base64.b64encode(wasm).decode(), [1, 17, 40, 1_000_000, 3]]]


def _addresses(case: Sequence[Any]) -> list[int]:
    engine = Engine(base64.b64decode(case[0]))
    return [engine.place(np.zeros(size, np.uint8)) for size in case[1]]


ADDRESSES = """async ([wasm, sizes]) => {
  const engine = await createEngine(decoded(wasm));
  return sizes.map((size) => engine.place(new Uint8Array(size)));
}"""

TWINS = [
    Twin(
        "place", [wat, module], {"network/engine": ["createEngine"]}, _engine, _addresses, ADDRESSES
    )
]
