/**
 * A person's own picture of a digit, scan or photo, to the 28×28 that a network expects: shrunk,
 * freed of its background, of specks and of the shadow at the edge, then framed as drawn digits
 * are. Mirrors trainer/pictures.py; what the numbers mean is said there.
 */

import { averageAreas, shrink } from "./areas.js";
import { NoDigitError, withoutBackground } from "./background.js";
import { MIDDLE, PEN, SIZE } from "./framing.js";

/** @typedef {import("./areas.js").Grey} Grey */
/** First and last row and column. @typedef {[number, number, number, number]} Extent */

const WORKING = 240;
const SIDE = 20;
const SPECK_SHARE = 0.05;
const PART = 0.02;
const RIM = 2;

/**
 * Frame a grey picture, 0 black … 255 white, into 28×28 bytes, 0 paper … 255 ink. Throws
 * NoDigitError without a digit.
 * @param {Uint8Array} grey
 * @param {number} height
 * @param {number} width
 */
export function framePicture(grey, height, width) {
  const picture = shrink({ values: Float64Array.from(grey), height, width }, WORKING);
  return to28(onlyTheDigit(withoutBackground(picture)));
}

/**
 * The levels that Pillow's "L" gives opaque RGBA (ITU-R 601-2, in whole numbers).
 * @param {Uint8ClampedArray} rgba
 */
export function greyOf(rgba) {
  const grey = new Uint8Array(rgba.length / 4); // a plain loop: there may be a million
  for (let i = 0; i < grey.length; i++) {
    const light = rgba[4 * i] * 19595 + rgba[4 * i + 1] * 38470 + rgba[4 * i + 2] * 7471;
    grey[i] = (light + 0x8000) >> 16;
  }
  return grey;
}

/**
 * Take off specks, and what hangs in from the edge beside a digit that stands free.
 * @param {Grey} ink
 * @returns {Grey}
 */
function onlyTheDigit(ink) {
  const { values, height, width } = ink;
  const pieces = components(ink);
  if (pieces.length === 0) throw new NoDigitError("it is blank");
  const largest = Math.max(...pieces.map(({ cells }) => cells.length));
  const anyFree = pieces.some(({ edge, cells }) => !edge && cells.length >= 0.1 * largest);
  const candidates = pieces.map(({ edge, cells }) => (edge && anyFree ? 0 : cells.length));
  const least = Math.max(PART * Math.max(...candidates), 2);
  const mask = new Float64Array(values.length);
  const others = new Uint8Array(values.length);
  pieces.forEach(({ cells }, i) => {
    for (const cell of cells) (candidates[i] >= least ? mask : others)[cell] = 1;
  });
  const kept = { values: mask, height, width };
  const side = longerSide(extent(kept));
  if (side < SPECK_SHARE * Math.max(height, width) || side < 5) {
    throw new NoDigitError("there are only specks in it");
  }
  // The soft rim of the pieces that stay, not of those that go.
  const rim = spread(kept, RIM).values;
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
    if (seen[start] || values[start] < 0.5) continue;
    seen[start] = 1;
    const piece = { cells: [start], edge: false };
    for (let next = 0; next < piece.cells.length; next++) {
      const y = Math.floor(piece.cells[next] / width);
      const x = piece.cells[next] % width;
      piece.edge ||= x === 0 || y === 0 || x === width - 1 || y === height - 1;
      for (let row = Math.max(y - 1, 0); row <= Math.min(y + 1, height - 1); row++) {
        for (let column = Math.max(x - 1, 0); column <= Math.min(x + 1, width - 1); column++) {
          const cell = row * width + column;
          if (seen[cell] || values[cell] < 0.5) continue;
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
function extent({ values, width }) {
  /** @type {Extent} */
  const found = [Infinity, -Infinity, Infinity, -Infinity];
  values.forEach((value, i) => {
    if (value < 0.5) return;
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
function longerSide([top, bottom, left, right]) {
  return Math.max(bottom - top, right - left) + 1;
}

/**
 * The largest value within `radius` pixels, the rim of the disc counting in part.
 * @param {Grey} picture
 * @param {number} radius
 * @returns {Grey}
 */
function spread({ values, height, width }, radius) {
  const reach = Math.ceil(radius);
  const result = values.slice();
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const share = Math.min(Math.max(radius + 1 - Math.sqrt(dx * dx + dy * dy), 0), 1);
      if (share === 0) continue;
      const left = Math.max(0, -dx);
      const right = width - Math.max(0, dx);
      for (let y = Math.max(0, -dy); y < height - Math.max(0, dy); y++) {
        const from = (y + dy) * width + dx;
        for (let x = left; x < right; x++) {
          const moved = values[from + x] * share;
          if (moved > result[y * width + x]) result[y * width + x] = moved;
        }
      }
    }
  }
  return { values: result, height, width };
}

/**
 * The picture with `margin` empty pixels on each side.
 * @param {Grey} picture
 * @param {number} margin
 * @returns {Grey}
 */
function withMargin({ values, height, width }, margin) {
  const wide = width + 2 * margin;
  const result = new Float64Array((height + 2 * margin) * wide);
  for (let y = 0; y < height; y++) {
    result.set(values.subarray(y * width, (y + 1) * width), (y + margin) * wide + margin);
  }
  return { values: result, height: height + 2 * margin, width: wide };
}

/**
 * Mean width of the strokes in pixels: twice the area over the length of the outline.
 * @param {Grey} ink
 */
function strokeWidth(ink) {
  const { values, height, width } = withMargin(ink, 1);
  let area = 0;
  let outline = 0;
  for (let y = 0; y < height - 1; y++) {
    for (let x = 0; x < width - 1; x++) {
      const here = values[y * width + x];
      const across = values[y * width + x + 1] - here;
      const down = values[(y + 1) * width + x] - here;
      area += here;
      outline += Math.sqrt(across * across + down * down);
    }
  }
  return (2 * area) / Math.max(outline, 1e-9);
}

/**
 * Scale, thicken and centre as MNIST's digits are.
 * @param {Grey} digit
 */
function to28(digit) {
  let ink = digit;
  let side = longerSide(extent(ink));
  const missing = PEN - (strokeWidth(ink) * SIDE) / side;
  if (missing > 0) {
    // Thickened by `missing` of 28 on both sides together; the whole then still fits SIDE.
    const radius = ((missing / 2) * side) / (SIDE - missing);
    ink = spread(withMargin(ink, Math.ceil(radius)), radius);
    side += 2 * radius;
  }
  const scale = SIDE / side;
  let total = 0;
  let sumX = 0;
  let sumY = 0;
  ink.values.forEach((value, i) => {
    total += value;
    sumX += value * ((i % ink.width) + 0.5);
    sumY += value * (Math.floor(i / ink.width) + 0.5);
  });
  /** @param {number} centre */
  const edges = (centre) =>
    Array.from({ length: SIZE + 1 }, (_, i) => (i - (MIDDLE + 0.5)) / scale + centre);
  const framed = averageAreas(ink, edges(sumY / total), edges(sumX / total));
  return Uint8Array.from(framed.values, (value) => Math.floor(255 * Math.min(value, 1) + 0.5));
}
