/** Batch inference: the WebAssembly engine of a network, ten times as fast as its JavaScript. */

import { readDeflated } from "../data/blocks.js";
import { createEngine } from "./engine.js";

/**
 * The smallest module with an instruction on vectors: () → v128.const 0, drop. It is valid where
 * WebAssembly has SIMD, and nowhere else.
 */
const PROBE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0], // magic, version
  ...[1, 4, 1, 96, 0, 0], // one type: () → ()
  ...[3, 2, 1, 0], // one function of it
  ...[10, 23, 1, 21, 0, 253, 12, ...new Array(16).fill(0), 26, 11], // its body
);

/** Return why the engine cannot run here, as a sentence; empty if it can. */
export function whyNoEngine() {
  if (typeof WebAssembly !== "object" || !WebAssembly.validate(PROBE)) {
    return "Training needs WebAssembly with SIMD, which this browser lacks or has switched off. Reading digits does not.";
  }
  try {
    new WebAssembly.Module(PROBE);
    return "";
  } catch {
    return "Training needs WebAssembly, which the policy of this page’s server forbids. Reading digits does not.";
  }
}

/** @param {string} network */
export function hasEngine(network) {
  return whyNoEngine() === "" && document.getElementById(blockOf(network)) !== null;
}

/** @param {string} network */
export function engineBytes(network) {
  return readDeflated(blockOf(network));
}

/**
 * The outputs, by the network with these parameters (in network order).
 * @typedef {(vector: Float32Array, input: Float32Array) => Float64Array} BulkReader
 */

/**
 * An engine that takes on whichever of a network's weights are asked for, or null: then the plain
 * JavaScript reads.
 * @param {Pick<import("./emitted.js").Description, "name" | "classes">} network
 * @returns {Promise<BulkReader | null>}
 */
export async function createBulkReader({ name, classes }) {
  if (!hasEngine(name)) return null;
  const engine = await createEngine(await engineBytes(name), classes.length);
  /** @type {Float32Array | null} */
  let held = null;
  return (vector, input) => {
    if (held !== vector) engine.setParameters(vector);
    held = vector;
    return Float64Array.from(engine.forward(input, 1));
  };
}

/** @param {string} network */
function blockOf(network) {
  return `engine/${network}`;
}
