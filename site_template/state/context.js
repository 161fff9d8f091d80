/** What every instrument is given beside the store. */

import { pageNetworks } from "../network/networks.js";
import { createReader } from "../network/reading.js";

/** @typedef {import("../network/networks.js").PageNetwork} PageNetwork */
/** @typedef {import("./store.js").State} State */

/**
 * What a link keeps under one key. `write` returns nothing where the state is as at the start;
 * `read` ignores what it cannot use.
 * @typedef {object} Field
 * @property {(state: State, start: State, networks: readonly PageNetwork[]) => string | false | null | undefined} write
 * @property {(state: State, text: string, networks: readonly PageNetwork[]) => State} read
 */

/**
 * `networks`: those that the builder found weights for. `read(state)` frames the drawing and runs
 * every network, once for each drawing, framing and choice of weights. `fields`: those of all
 * instruments, by key, in the order in which they are read.
 * @typedef {object} Context
 * @property {readonly PageNetwork[]} networks
 * @property {import("../network/reading.js").Reader} read
 * @property {Readonly<Record<string, Field>>} fields
 */

/**
 * @param {Context["fields"]} fields
 * @returns {Context}
 */
export function createContext(fields) {
  const networks = pageNetworks();
  return { networks, read: createReader(networks), fields };
}

/**
 * A whole number of a link's text, within bounds.
 * @param {string} text
 * @param {number} least
 * @param {number} largest
 */
export function wholeNumber(text, least, largest) {
  return Math.min(Math.max(Math.round(Number(text)) || 0, least), largest);
}
