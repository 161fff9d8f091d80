/** The networks that the builder put into this page, each with its embedded weights. */

import { parseCheckpoint } from "../data/checkpoint.js";
import { readBytes, readJson } from "../ui/dom.js";
import { inflateNow } from "../data/inflate-now.js";
import { NETWORKS } from "../networks/index.js";
import { unpackWeights } from "../data/unpack.js";

/** @typedef {import("../data/checkpoint.js").Checkpoint} Checkpoint */
/** @typedef {import("./reading.js").PageNetwork} PageNetwork */
/** @typedef {import("./reading.js").EmittedNetwork} EmittedNetwork */

/** @returns {PageNetwork[]} */
export function pageNetworks() {
  /** @type {Pick<PageNetwork, "name" | "title" | "first" | "weights">[]} */
  const listed = readJson("data/networks");
  return listed.map((entry) => {
    /** @type {Map<string, Checkpoint>} */
    const added = new Map();
    const checkpoint = remember(
      (weights) => added.get(weights) ?? parseCheckpoint(readWeights(entry.name, weights)),
    );
    /** @type {Record<string, {createNetwork: (tensors: any) => any}>} */
    const emitted = NETWORKS;
    /** @type {PageNetwork["create"]} */
    const create = (tensors) => emitted[entry.name].createNetwork(tensors);
    const network = remember((weights) => create(checkpoint(weights).tensors));
    const weights = [...entry.weights];
    /** @type {PageNetwork["add"]} */
    function add(name, own) {
      if (!weights.includes(name)) weights.push(name);
      if (!entry.weights.includes(name)) added.set(name, own);
    }
    return { ...entry, weights, checkpoint, network, create, add };
  });
}

/**
 * The bytes of an embedded safetensors file.
 * @param {string} network
 * @param {string} weights
 */
function readWeights(network, weights) {
  return unpackWeights(inflateNow(readBytes(`weights/${network}/${weights}`)));
}

/**
 * Do a piece of work once for each name.
 * @template T
 * @param {(name: string) => T} work
 * @returns {(name: string) => T}
 */
function remember(work) {
  /** @type {Map<string, T>} */
  const done = new Map();
  return (name) => {
    const known = done.get(name) ?? work(name);
    done.set(name, known);
    return known;
  };
}
