"""The page's host of the engine as one script, for a blank page or for Node; trains and reports."""

import base64
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.support.browser.page_modules import module_script
from trainer.datasets.dataset import Dataset
from trainer.networks.registry import create
from trainer.training.recipes import Recipe
from trainer.wasm.minibatch.module import Plan
from trainer.wasm.minibatch.runner import assemble

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

TRAIN_BATCHES = """
async ({ wasm, table, images, labels, order, rates, batch, seed }) => {
  const decode = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(decode(wasm));
  const engine = instance.exports;
  let free = engine.heap.value;
  const place = (text) => {
    const [bytes, address] = [decode(text), free];
    free += Math.ceil(bytes.length / 16) * 16;
    while (engine.memory.buffer.byteLength < free) engine.memory.grow(1);
    new Uint8Array(engine.memory.buffer).set(bytes, address);
    return address;
  };
  new Uint8Array(engine.memory.buffer).set(decode(table), engine.table.value);
  engine.initialize(BigInt(seed));
  engine.unpack(0);
  const [a, l, o, r] = [images, labels, order, rates].map(place);
  const [loss, misses] = engine.train(a, l, o, atob(labels).length, batch, r, 0n);
  engine.pack(0);
  const bytes = engine.count.value * 4;
  const vector = new Uint8Array(engine.memory.buffer, engine.parameters.value, bytes);
  let binary = "";
  for (const byte of vector) binary += String.fromCharCode(byte);
  return { vector: btoa(binary), loss, misses };
}
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


def batches_argument(recipe: Recipe, data: Dataset) -> dict[str, Any]:
    """Return the argument of ``TRAIN_BATCHES``: a pass in the order of the images."""
    network, images = create(recipe.network, recipe.variant), len(data.train_labels)
    steps = -(-images // recipe.batch_size)
    arrays: dict[str, NDArray[Any]] = {
        "table": network.input.values(),
        "images": network.input.pictures(data.train_images),
        "labels": data.train_labels.astype("u1"),
        "order": np.arange(images, dtype="<i4"),
        "rates": np.full(steps, recipe.learning_rate, "<f4"),
        "wasm": np.frombuffer(assemble(network, Plan.of(recipe)), "u1"),
    }
    encoded = {name: base64.b64encode(array.tobytes()).decode() for name, array in arrays.items()}
    return {**encoded, "batch": recipe.batch_size, "seed": str(recipe.seed)}
