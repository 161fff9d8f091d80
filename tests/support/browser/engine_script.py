"""The page's host of the engine as one script, for a blank page or for Node; trains and reports."""

import base64
from typing import Any

from tests.support.browser.page_modules import module_script
from trainer.datasets.dataset import Dataset
from trainer.networks.registry import create
from trainer.training.recipes import Recipe

TRAIN = """
async ({ wasm, inputs, labels, seed, rate, passes }) => {
  const decode = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const engine = await createEngine(decode(wasm));
  engine.initialize(BigInt(seed));
  const images = engine.place(decode(inputs));
  const answers = decode(labels);
  const targets = engine.place(answers);
  const order = engine.place(Int32Array.from(answers.keys()));
  const started = performance.now();
  for (let pass = 0; pass < passes; pass++) {
    engine.train(images, targets, order, answers.length, rate);
  }
  const seconds = (performance.now() - started) / 1000;
  const vector = new Uint8Array(engine.parameters().buffer);
  const [loss, misses] = engine.evaluate(images, targets, answers.length);
  return { vector: btoa(String.fromCharCode(...vector)), loss, misses, seconds };
}
"""

CALLS = """
async ({ wasm, table, arrays, calls, vector }) => {
  const decode = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(decode(wasm));
  const engine = instance.exports;
  let free = engine.heap.value;
  const places = arrays.map(decode).map((bytes) => {
    const address = free;
    free += Math.ceil(bytes.length / 16) * 16;
    engine.memory.grow(Math.ceil(bytes.length / 65536) + 1);
    new Uint8Array(engine.memory.buffer).set(bytes, address);
    return address;
  });
  if (table) new Uint8Array(engine.memory.buffer).set(decode(table), engine.table.value);
  const value = (given) => "place" in given ? places[given.place] : BigInt(given.whole);
  const results = calls.map(([name, ...given]) =>
    engine[name](...given.map((each) => typeof each === "number" ? each : value(each))));
  const bytes = new Uint8Array(engine.memory.buffer, engine[vector].value, 4 * engine.count.value);
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return { vector: btoa(text), results: results.filter((each) => each !== undefined) };
}
"""
"""Makes an engine, sets its table if there is one, places arrays, calls exports, reads a vector.

An argument is a number, ``{place: n}`` for the address of an array, or ``{whole: "n"}`` for an i64.
"""


def host_script() -> str:
    """Return a script that makes ``createEngine`` global."""
    return module_script({"network/engine": ["createEngine"]})


def train_argument(wasm: bytes, recipe: Recipe, data: Dataset) -> dict[str, Any]:
    """Return the argument of ``TRAIN``, ready for JSON."""
    inputs = create(recipe.network).inputs(data.train_images)
    return {
        "wasm": base64.b64encode(wasm).decode(),
        "inputs": base64.b64encode(inputs.tobytes()).decode(),
        "labels": base64.b64encode(data.train_labels.astype("u1").tobytes()).decode(),
        "seed": str(recipe.seed),
        "rate": recipe.learning_rate,
        "passes": recipe.passes,
    }
