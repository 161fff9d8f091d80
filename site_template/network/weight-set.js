/**
 * A set of weights of one network, and everything that is worked out from its numbers. All of it
 * hangs on this one object: nothing of one set can be taken for another's, and it goes with it.
 */

import { sha256 } from "../data/sha256.js";
import { decide } from "./decision.js";
import { imagesOf, inputOf, prepareInput } from "./input.js";
import { toVector } from "./parameters.js";
import { createPauses } from "../ui/time-slices.js";
import { loadTestSet } from "./test-set.js";

/** @typedef {import("../data/checkpoint.js").Checkpoint} Checkpoint */
/** @typedef {import("./emitted.js").EmittedNetwork} EmittedNetwork */
/** @typedef {import("./input.js").Images} Images */

/**
 * What is worked out is worked out when it is first asked for, and kept.
 * @typedef {object} WeightSet
 * @property {string} id never given to other numbers: the name of a set that was built into the
 *   page, the fingerprint of any other
 * @property {string} title for people to read; nothing else depends on it
 * @property {Checkpoint} checkpoint
 * @property {EmittedNetwork} model the network with these weights that reads the pad; its activations are shown
 * @property {EmittedNetwork} copy another such model, for all other work
 * @property {Float32Array} vector the parameters in network order
 * @property {string} fingerprint equal for sets that read alike
 * @property {(images: Images) => Float32Array} prepare what the network sees of a framed drawing
 * @property {(input: Float32Array) => Float64Array} forward the outputs, by the engine as soon as
 *   it is there, if there is one; valid until the next call
 * @property {(outputs: Float64Array, ink: Images["ink"]) => import("./decision.js").Decision} decide
 * @property {() => Promise<readonly Float64Array[]>} testOutputs those for each test image
 */

/**
 * The network that weights belong to. `bulkReader`: its engine, the same one for all its weights.
 * @typedef {object} Owner
 * @property {import("./emitted.js").Description} description
 * @property {(tensors: Checkpoint["tensors"]) => EmittedNetwork} create
 * @property {() => Promise<import("./bulk.js").BulkReader | null>} bulkReader
 */

/**
 * @param {Owner} owner
 * @param {Pick<WeightSet, "id" | "title">} names
 * @param {() => Checkpoint} load
 * @returns {WeightSet}
 */
export function createWeightSet({ description, create, bulkReader }, { id, title }, load) {
  const checkpoint = once(load);
  const model = once(() => create(checkpoint().tensors));
  const copy = once(() => create(checkpoint().tensors));
  const vector = once(() => toVector(description, checkpoint().tensors));
  const fingerprint = once(() => fingerprintOf(vector(), checkpoint().card.framing));
  const input = once(() => inputOf(description.input, checkpoint().card.framing));
  const testOutputs = once(readTestSet);
  /** @type {import("./bulk.js").BulkReader | null} */
  let bulk = null;
  const fetchEngine = once(() => {
    bulkReader().then((ready) => (bulk = ready), reportError);
  });

  /** @type {WeightSet["prepare"]} */
  function prepare(images) {
    return prepareInput(input(), images);
  }

  async function readTestSet() {
    const { labels, image } = await loadTestSet();
    const reader = await bulkReader();
    const pause = createPauses();
    /** @type {Float64Array[]} */
    const outputs = [];
    for (let index = 0; index < labels.length; index++) {
      const seen = prepare(imagesOf(image(index)));
      outputs.push(reader ? reader(vector(), seen) : copy().forward(seen).slice());
      await pause();
    }
    return outputs;
  }

  return {
    id,
    title,
    get checkpoint() {
      return checkpoint();
    },
    get model() {
      return model();
    },
    get copy() {
      return copy();
    },
    get vector() {
      return vector();
    },
    get fingerprint() {
      return fingerprint();
    },
    prepare,
    forward(seen) {
      fetchEngine();
      return bulk ? bulk(vector(), seen) : copy().forward(seen);
    },
    decide: (outputs, ink) => decide(outputs, description.outputKind, ink, checkpoint().card.calibration),
    testOutputs,
  };
}

/**
 * What tells apart whatever reads differently: a hash of the parameters, and of how digits are
 * framed for them. It is the same after a reload and in a link, and no name has its colon.
 * @param {Float32Array} vector
 * @param {string | null} framing
 */
export function fingerprintOf(vector, framing) {
  const framed = new TextEncoder().encode(framing ?? "");
  const bytes = new Uint8Array(vector.byteLength + framed.length);
  bytes.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
  bytes.set(framed, vector.byteLength);
  return `sha256:${sha256(bytes).slice(0, 16)}`;
}

/**
 * Do a piece of work when it is first asked for, and keep what comes of it.
 * @template T
 * @param {() => T} work
 * @returns {() => T}
 */
export function once(work) {
  /** @type {{result: T} | null} */
  let done = null;
  return () => (done ??= { result: work() }).result;
}
