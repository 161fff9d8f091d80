/**
 * The 2,007 test images that are embedded in the page, and every network's outputs for them:
 * computed here, by the networks of this page, in slices that leave the page its frames.
 */

import { readDeflated } from "./dom.js";
import { resizeBilinear } from "./images.js";
import { INPUTS } from "./reading.js";

/** @typedef {import("./reading.js").PageNetwork} PageNetwork */

/** `image(i)`: 28×28 bytes. @typedef {{labels: Uint8Array, image: (index: number) => Uint8Array}} TestSet */

const PIXELS = 28 * 28;
const SLICE_MS = 8;

/** @type {Promise<TestSet> | undefined} */
let loaded;

/** @returns {Promise<TestSet>} */
export function loadTestSet() {
  loaded ??= readDeflated("mnist-first/test").then((bytes) => {
    const count = bytes.length / (1 + PIXELS);
    const image = (/** @type {number} */ index) =>
      bytes.subarray(count + index * PIXELS, count + (index + 1) * PIXELS);
    return { labels: bytes.subarray(0, count), image };
  });
  return loaded;
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
  const network = page.create(page.checkpoint(weights).tensors);
  /** @type {Float64Array[]} */
  const outputs = [];
  let pause = performance.now() + SLICE_MS;
  for (let index = 0; index < labels.length; index++) {
    outputs.push(network.forward(testInput(page, image(index))).slice());
    if (performance.now() > pause) {
      await new Promise((resume) => setTimeout(resume));
      pause = performance.now() + SLICE_MS;
    }
  }
  return outputs;
}

/**
 * What a network sees of a test image.
 * @param {PageNetwork} page
 * @param {Uint8Array} image28
 */
export function testInput(page, image28) {
  return INPUTS[page.name].prepare({ ink: "ink", image28, image16: resizeBilinear(image28, 28, 16) });
}
