/**
 * The weights after every pass of a training run, as builder/blocks/passes.py encodes them: going
 * back from the final weights, each number moves by an integer number of steps of 1/256.
 */

import { STEPS_PER_UNIT } from "../constants/data.js";
import { readDeflated } from "../data/blocks.js";
import { createVarintReader, unzigzag } from "../data/varint.js";

/** @typedef {import("./networks.js").PageNetwork} PageNetwork */
/** @typedef {import("./emitted.js").EmittedNetwork} EmittedNetwork */
/** @typedef {import("./weight-set.js").WeightSet} WeightSet */
/** @typedef {import("../data/checkpoint.js").Tensors} Tensors */

/**
 * `last` passes; pass 0 is before training, `last` the weights themselves.
 * @typedef {{last: number, tensors: Tensors[], models: EmittedNetwork[]}} Passes
 */

/**
 * Return the weights whose passes are in the page, if there are any.
 * @param {readonly PageNetwork[]} networks
 */
export function replayable(networks) {
  for (const network of networks) {
    const weights = network.weightSets.find((set) => document.getElementById(block(network, set)));
    if (weights) return { network, weights };
  }
  return null;
}

/**
 * @param {PageNetwork} network
 * @param {WeightSet} weights
 * @returns {Promise<Passes>}
 */
export async function loadPasses(network, weights) {
  const { tensors: final } = weights.checkpoint;
  const tensors = decodePasses(await readDeflated(block(network, weights)), final);
  return { last: tensors.length - 1, tensors, models: tensors.map(network.create) };
}

/**
 * Decode the tensors by name, from the last pass back to the first.
 * @param {Uint8Array} encoded
 * @param {Tensors} final
 * @returns {Tensors[]} by pass
 */
export function decodePasses(encoded, final) {
  const names = Object.keys(final).sort();
  const counts = names.map((name) => new Int32Array(final[name].length));
  const passes = [final];
  const numbers = createVarintReader(encoded);

  while (!numbers.done) {
    /** @type {Tensors} */
    const pass = {};
    names.forEach((name, i) => {
      const own = counts[i];
      for (let k = 0; k < own.length; k++) own[k] += unzigzag(numbers.next());
      pass[name] = final[name].map((value, k) => value + own[k] / STEPS_PER_UNIT);
    });
    passes.unshift(pass);
  }
  return passes;
}

/**
 * @param {PageNetwork} network
 * @param {WeightSet} weights
 */
function block({ name }, { id }) {
  return `passes/${name}/${id}`;
}
