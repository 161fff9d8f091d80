/**
 * Which pieces of ink in a picture are digits, and which digit each belongs to. Mirrors
 * trainer/photo/pieces.py.
 */

import {
  INK_THRESHOLD,
  MIN_COMPONENT_PIXELS,
  MIN_COMPONENT_SHARE,
  MIN_DIGIT_PIXELS,
  MIN_DIGIT_SHARE,
  MIN_HEIGHT_RATIO,
  MIN_UNCLIPPED_SHARE,
  RIM_RADIUS,
} from "../constants/photo.js";
import { NoDigitError } from "./background.js";
import { boundingBox, groupStrokes } from "../ink/segment.js";
import { dilate } from "./thickness.js";

/** @typedef {import("./areas.js").Grey} Grey */
/** First and last row and column. @typedef {[number, number, number, number]} Extent */

/**
 * Take off specks, and what hangs in from the edge beside a digit that stands free.
 * @param {Grey} ink
 * @returns {Grey}
 */
export function selectDigits(ink) {
  const { values, height, width } = ink;
  const pieces = components(ink);
  if (pieces.length === 0) throw new NoDigitError("it is blank");
  const largest = Math.max(...pieces.map(({ cells }) => cells.length));
  const anyFree = pieces.some(({ edge, cells }) => !edge && cells.length >= MIN_UNCLIPPED_SHARE * largest);
  const candidates = pieces.map(({ edge, cells }) => (edge && anyFree ? 0 : cells.length));
  const least = Math.max(MIN_COMPONENT_SHARE * Math.max(...candidates), MIN_COMPONENT_PIXELS);
  const mask = new Float64Array(values.length);
  const others = new Uint8Array(values.length);
  pieces.forEach(({ cells }, i) => {
    for (const cell of cells) (candidates[i] >= least ? mask : others)[cell] = 1;
  });
  const kept = { values: mask, height, width };
  const side = longerSide(extent(kept));
  if (side < Math.max(MIN_DIGIT_SHARE * Math.max(height, width), MIN_DIGIT_PIXELS)) {
    throw new NoDigitError("there are only specks in it");
  }
  // The soft rim of the pieces that stay, not of those that go.
  return withRim(ink, mask, others);
}

/**
 * The digits of a row, each by itself, from left to right. Pieces are gathered as strokes are,
 * each as the diagonal of its box; all is one digit unless what was gathered stands side by side
 * on one line and is alike in height.
 * @param {Grey} ink
 * @returns {Grey[]}
 */
export function splitDigits(ink) {
  const pieces = components(ink).map(({ cells }) => {
    const mask = new Float64Array(ink.values.length);
    for (const cell of cells) mask[cell] = 1;
    const [top, bottom, left, right] = extent({ ...ink, values: mask });
    return { cells, stroke: { points: [[left, top], [right + 1, bottom + 1]], width: 1 } };
  });
  const { groups } = groupStrokes(pieces.map(({ stroke }) => stroke));
  const boxes = groups.map(boundingBox);
  const heights = boxes.map(([, top, , bottom]) => bottom - top);
  const alike = Math.min(...heights) >= MIN_HEIGHT_RATIO * Math.max(...heights);
  const inLine = Math.max(...boxes.map((box) => box[1])) < Math.min(...boxes.map((box) => box[3]));
  if (groups.length < 2 || !alike || !inLine) return [ink];
  return groups.map((group) => {
    const mask = new Float64Array(ink.values.length);
    const others = new Uint8Array(ink.values.length);
    for (const { cells, stroke } of pieces) {
      const own = group.includes(stroke);
      for (const cell of cells) (own ? mask : others)[cell] = 1;
    }
    return withRim(ink, mask, others);
  });
}

/**
 * The ink of the pieces in `mask` with its soft rim, without the `others`.
 * @param {Grey} ink
 * @param {Float64Array} mask
 * @param {Uint8Array} others
 * @returns {Grey}
 */
function withRim({ values, height, width }, mask, others) {
  const rim = dilate({ values: mask, height, width }, RIM_RADIUS).values;
  return { values: values.map((value, i) => (rim[i] > 0 && !others[i] ? value : 0)), height, width };
}

/**
 * The pieces of ink, neighbours in eight directions, and whether they touch the picture's edge.
 * @param {Grey} ink
 */
function components({ values, height, width }) {
  const seen = new Uint8Array(values.length);
  /** @type {{cells: number[], edge: boolean}[]} */
  const pieces = [];
  for (let start = 0; start < values.length; start++) {
    if (seen[start] || values[start] < INK_THRESHOLD) continue;
    seen[start] = 1;
    const piece = { cells: [start], edge: false };
    for (let next = 0; next < piece.cells.length; next++) {
      const y = Math.floor(piece.cells[next] / width);
      const x = piece.cells[next] % width;
      piece.edge ||= x === 0 || y === 0 || x === width - 1 || y === height - 1;
      for (let row = Math.max(y - 1, 0); row <= Math.min(y + 1, height - 1); row++) {
        for (let column = Math.max(x - 1, 0); column <= Math.min(x + 1, width - 1); column++) {
          const cell = row * width + column;
          if (seen[cell] || values[cell] < INK_THRESHOLD) continue;
          seen[cell] = 1;
          piece.cells.push(cell);
        }
      }
    }
    pieces.push(piece);
  }
  return pieces;
}

/**
 * The rows and columns with ink in them.
 * @param {Grey} ink
 */
export function extent({ values, width }) {
  /** @type {Extent} */
  const found = [Infinity, -Infinity, Infinity, -Infinity];
  values.forEach((value, i) => {
    if (value < INK_THRESHOLD) return;
    const y = Math.floor(i / width);
    const x = i % width;
    found[0] = Math.min(found[0], y);
    found[1] = Math.max(found[1], y);
    found[2] = Math.min(found[2], x);
    found[3] = Math.max(found[3], x);
  });
  return found;
}

/** @param {Extent} extent */
export function longerSide([top, bottom, left, right]) {
  return Math.max(bottom - top, right - left) + 1;
}
