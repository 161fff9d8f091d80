/** The data blocks that the builder put into the page. */

import { fromBase64 } from "./base64.js";
import { inflate } from "./inflate.js";

/**
 * Return the value of a JSON block.
 * @param {string} id
 * @returns {any}
 */
export function readJson(id) {
  return JSON.parse(textOf(id));
}

/**
 * Return the bytes of a base64 block.
 * @param {string} id
 */
export function readBytes(id) {
  return fromBase64(textOf(id));
}

/**
 * Return the bytes of a block that the builder deflated.
 * @param {string} id
 */
export function readDeflated(id) {
  return inflate(readBytes(id));
}

/** @param {string} id */
function textOf(id) {
  const text = document.getElementById(id)?.textContent;
  if (!text) throw new Error(`the page has no data block ${id}`);
  return text;
}
