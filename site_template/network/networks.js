/** The networks that the builder put into this page, and the one registry of their weights. */

import { checkTensors, parseCheckpoint } from "../data/checkpoint.js";
import { inflateNow } from "../data/inflate-now.js";
import { unpackWeights } from "../data/unpack.js";
import { NETWORKS } from "../networks/index.js";
import { readBytes, readJson } from "../data/blocks.js";
import { createBulkReader } from "./bulk.js";
import { toVector } from "./parameters.js";
import { createWeightSet, fingerprintOf, once } from "./weight-set.js";

/** @typedef {import("../data/checkpoint.js").Checkpoint} Checkpoint */
/** @typedef {import("./emitted.js").Description} Description */
/** @typedef {import("./emitted.js").EmittedNetwork} EmittedNetwork */
/** @typedef {import("./weight-set.js").WeightSet} WeightSet */

/**
 * A network on the page: what it is, its code, and every set of weights that can be chosen.
 * @typedef {Description & Weighted} PageNetwork
 */

/**
 * @typedef {object} Weighted
 * @property {WeightSet} first the weights chosen at first
 * @property {readonly WeightSet[]} weightSets those in the page, then those made here
 * @property {readonly WeightSet[]} made only the latter
 * @property {(id: string) => WeightSet | undefined} find
 * @property {(id: string) => WeightSet} weightSet
 * @property {(tensors: Checkpoint["tensors"]) => EmittedNetwork} create
 * @property {(title: string, checkpoint: Checkpoint) => WeightSet} add weights made here; the set
 *   that is known already, if one with these very numbers is
 */

/** As builder/blocks/networks.py lists it. @typedef {{name: string, first: string, weights: string[]}} Entry */

/** @returns {PageNetwork[]} */
export function pageNetworks() {
  return /** @type {Entry[]} */ (readJson("data/networks")).map(createPageNetwork);
}

/**
 * @param {Entry} entry
 * @returns {PageNetwork}
 */
function createPageNetwork({ name, first, weights }) {
  /** @type {Record<string, Description & {createNetwork: (tensors: any) => EmittedNetwork}>} */
  const emitted = /** @type {any} */ (NETWORKS);
  const { createNetwork, ...description } = emitted[name];
  /** @type {PageNetwork["create"]} */
  const create = (tensors) => createNetwork(tensors);
  const owner = { description, create, bulkReader: once(() => createBulkReader(description)) };
  const weightSets = weights.map((id) =>
    createWeightSet(owner, { id, title: id }, () => {
      const checkpoint = parseCheckpoint(readWeights(name, id));
      checkTensors(checkpoint, NETWORKS);
      return checkpoint;
    }),
  );

  /** @type {PageNetwork["find"]} */
  const find = (id) => weightSets.find((set) => set.id === id);

  /** @type {PageNetwork["weightSet"]} */
  function weightSet(id) {
    const found = find(id);
    if (!found) throw new Error(`${description.title} has no weights ${id}`);
    return found;
  }

  /** @type {PageNetwork["add"]} */
  function add(wanted, checkpoint) {
    const vector = toVector(description, checkpoint.tensors);
    const id = fingerprintOf(vector, checkpoint.card.framing);
    const known = weightSets.find(({ fingerprint }) => fingerprint === id);
    if (known) return known;
    const names = { id, title: freeTitle(wanted, weightSets) };
    const added = createWeightSet(owner, names, () => checkpoint);
    weightSets.push(added);
    return added;
  }

  return {
    ...description,
    first: weightSet(first),
    weightSets,
    get made() {
      return weightSets.slice(weights.length);
    },
    find,
    weightSet,
    create,
    add,
  };
}

/**
 * A title that people can tell from the others.
 * @param {string} wanted
 * @param {readonly WeightSet[]} others
 */
function freeTitle(wanted, others) {
  const taken = new Set(others.map(({ title }) => title));
  let title = wanted;
  for (let number = 2; taken.has(title); number++) title = `${wanted} (${number})`;
  return title;
}

/**
 * The bytes of an embedded safetensors file.
 * @param {string} network
 * @param {string} weights
 */
function readWeights(network, weights) {
  return unpackWeights(inflateNow(readBytes(`weights/${network}/${weights}`)));
}
