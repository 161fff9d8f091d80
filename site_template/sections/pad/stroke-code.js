/**
 * Strokes as text for a link, in eighths of a pad pixel: no point moves by more than a sixteenth.
 */

import { fromUrlBase64, toUrlBase64 } from "../../data/base64.js";
import { appendVarint, createVarintReader, unzigzag, zigzag } from "../../data/varint.js";

/** @typedef {import("../../ink/raster.js").Stroke} Stroke */

const STEPS_PER_PIXEL = 8;
/** Of a stroke: more than anybody draws; a crafted link must not block the page. */
const MAX_POINTS = 20_000;

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
 * @throws {Error} if the text is no strokes
 */
export function unpackStrokes(text) {
  const numbers = createVarintReader(fromUrlBase64(text));
  /** @type {Stroke[]} */
  const strokes = [];
  while (!numbers.done) {
    const width = Math.min(Math.max(numbers.next(), 1), 64);
    const count = numbers.next();
    if (count > MAX_POINTS) throw new RangeError(`a stroke has ${count} points`);
    let [x, y] = [0, 0];
    const points = Array.from({ length: count }, () => {
      x += unzigzag(numbers.next());
      y += unzigzag(numbers.next());
      return [x / STEPS_PER_PIXEL, y / STEPS_PER_PIXEL];
    });
    if (count) strokes.push({ points, width });
  }
  return strokes;
}
