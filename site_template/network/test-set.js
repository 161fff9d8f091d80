/**
 * The 2,007 test images that are embedded in the page, and every network's outputs for them:
 * computed here, by the engine where there is one, in slices that leave the page its frames.
 */

import { readBytes, readDeflated } from "../ui/dom.js";
import { bulkReader } from "./bulk.js";
import { resizeBilinear } from "../ink/resize.js";
import { prepareInput } from "./reading.js";
import { unpackRows } from "../data/unpack.js";

/** @typedef {import("./reading.js").PageNetwork} PageNetwork */

/** `image(i)`: 28×28 bytes. @typedef {{labels: Uint8Array, image: (index: number) => Uint8Array}} TestSet */

const SIZE = 28;
const SLICE_MS = 8;

/** @type {Promise<TestSet> | undefined} */
let loaded;

/** @returns {Promise<TestSet>} */
export function loadTestSet() {
  loaded ??= unpackTestSet();
  return loaded;
}

/** @returns {Promise<TestSet>} */
async function unpackTestSet() {
  const labels = readBytes("mnist-first/test-labels");
  const rest = pauses();
  const rows = unpackRows(await readDeflated("mnist-first/test-28"), SIZE);
  let row = rows.next();
  for (; !row.done; row = rows.next()) await rest();
  const images = row.value;
  return { labels, image: (index) => images.subarray(index * SIZE ** 2, (index + 1) * SIZE ** 2) };
}

/** Long work rests after every slice of a few milliseconds, so that the page keeps its frames. */
function pauses() {
  let pause = performance.now() + SLICE_MS;
  return async () => {
    if (performance.now() < pause) return;
    await new Promise((resume) => setTimeout(resume));
    pause = performance.now() + SLICE_MS;
  };
}

/** @type {Map<string, Promise<Float64Array[]>>} */
const known = new Map();

/**
 * Ten outputs for each test image, by the network with some weights; computed once.
 * @param {PageNetwork} page
 * @param {string} weights
 */
export function testOutputs(page, weights) {
  const key = `${page.name}/${weights}`;
  const outputs = known.get(key) ?? readAll(page, weights);
  known.set(key, outputs);
  return outputs;
}

/**
 * @param {PageNetwork} page
 * @param {string} weights
 */
async function readAll(page, weights) {
  const { labels, image } = await loadTestSet();
  const engine = await bulkReader(page, weights);
  const network = page.create(page.checkpoint(weights).tensors);
  /** @type {Float64Array[]} */
  const outputs = [];
  const rest = pauses();
  for (let index = 0; index < labels.length; index++) {
    const input = testInput(page, weights, image(index));
    outputs.push(engine ? Float64Array.from(engine.forward(input, 1)) : network.forward(input).slice());
    await rest();
  }
  return outputs;
}

/**
 * What a network sees of a test image.
 * @param {PageNetwork} page
 * @param {string} weights
 * @param {Uint8Array} image28
 */
export function testInput(page, weights, image28) {
  return prepareInput(page, weights, { ink: "ink", image28, image16: resizeBilinear(image28, 28, 16) });
}
