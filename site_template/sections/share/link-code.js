/**
 * The text of a link: `1.CHECK.key=value&key=value`. 1 is the version of the format, CHECK a
 * checksum that detects damaged links.
 */

import { toUrlBase64 } from "../../data/base64.js";

const VERSION = "1";

/** Its message is a sentence for the visitor. */
export class LinkError extends Error {}

/** @param {Record<string, string>} fields */
export function packLink(fields) {
  const text = Object.entries(fields)
    .map(([key, value]) => `${key}=${value}`)
    .join("&");
  return `${VERSION}.${checksum(text)}.${text}`;
}

/**
 * @param {string} link
 * @returns {Record<string, string>}
 * @throws {LinkError}
 */
export function unpackLink(link) {
  const [version, check, ...rest] = link.split(".");
  const text = rest.join(".");
  if (version !== VERSION) throw new LinkError("This link was made by another version of this page.");
  if (check !== checksum(text)) throw new LinkError("This link is damaged.");
  return Object.fromEntries(text.split("&").map((field) => field.split("=", 2)));
}

/**
 * Return 24 bits of FNV-1a as four characters.
 * @param {string} text
 */
function checksum(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return toUrlBase64([(hash >>> 16) & 255, (hash >>> 8) & 255, hash & 255]);
}
