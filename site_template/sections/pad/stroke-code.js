/**
 * Strokes as text for a link, in eighths of a pad pixel: no point moves by more than a sixteenth.
 */

import { fromUrlBase64, toUrlBase64 } from "../../data/base64.js";
import { UnusableError } from "../../state/context.js";
import { amountOf } from "../../ink/amount.js";
import { appendVarint, createVarintReader, unzigzag, zigzag } from "../../data/varint.js";

/** @typedef {import("../../ink/raster.js").Stroke} Stroke */

const STEPS_PER_PIXEL = 8;
/** More than the last stroke on a full pad, and rounding, can come to. */
const MAX_AMOUNT = 1.25;

/**
 * @param {readonly Stroke[]} strokes
 * @returns {string}
 */
export function packStrokes(strokes) {
  /** @type {number[]} */
  const bytes = [];
  for (const { points, width } of strokes) {
    appendVarint(bytes, width);
    appendVarint(bytes, points.length);
    let [x, y] = [0, 0];
    for (const point of points) {
      const [nextX, nextY] = point.map((value) => Math.round(value * STEPS_PER_PIXEL));
      appendVarint(bytes, zigzag(nextX - x));
      appendVarint(bytes, zigzag(nextY - y));
      [x, y] = [nextX, nextY];
    }
  }
  return toUrlBase64(bytes);
}

/**
 * @param {string} text
 * @returns {Stroke[]}
 * @throws {UnusableError} for more than a pad takes
 * @throws {Error} if the text is no strokes
 */
export function unpackStrokes(text) {
  const numbers = createVarintReader(fromUrlBase64(text));
  /** @type {Stroke[]} */
  const strokes = [];
  while (!numbers.done) {
    const width = Math.min(Math.max(numbers.next(), 1), 64);
    const count = numbers.next();
    let [x, y] = [0, 0];
    /** @type {number[][]} */
    const points = [];
    for (let i = 0; i < count; i++) {
      x += unzigzag(numbers.next());
      y += unzigzag(numbers.next());
      points.push([x / STEPS_PER_PIXEL, y / STEPS_PER_PIXEL]);
    }
    if (count) strokes.push({ points, width });
  }
  if (amountOf(strokes) > MAX_AMOUNT) throw new UnusableError("it is more than a pad takes");
  return strokes;
}
