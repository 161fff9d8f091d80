/** What every instrument is given beside the store. */

import { pageNetworks } from "../network/networks.js";
import { createReader } from "../network/reading.js";

/** @typedef {import("../network/networks.js").PageNetwork} PageNetwork */
/** @typedef {import("./store.js").State} State */

/**
 * What a link keeps under one key. `write` returns nothing where the state is as at the start;
 * `read` throws for what it cannot use: what it throws is told if it is an UnusableError.
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

/** Why a part of a link cannot be used; the message goes on "…, which this page leaves out: ". */
export class UnusableError extends Error {}

/**
 * A whole number of a link's text, brought within bounds.
 * @param {string} text
 * @param {number} least
 * @param {number} largest
 * @throws {UnusableError} for any other text
 */
export function wholeNumber(text, least, largest) {
  if (!/^\d+$/.test(text)) throw new UnusableError("it is no whole number");
  return Math.min(Math.max(Number(text), least), largest);
}
