/**
 * A person's own picture of a digit or a row of them, scan or photo, to the 28×28 that a network
 * expects: shrunk, freed of its background, of specks and of the shadow at the edge, cut into
 * digits, each framed as drawn digits are. Mirrors trainer/photo/photo.py; what the numbers mean is
 * said there.
 */

import { averageAreas, shrink } from "./areas.js";
import { withoutBackground } from "./background.js";
import { MIDDLE, PEN, SIZE } from "../ink/framing.js";
import { digitsIn, extent, longerSide, onlyTheDigits } from "./pieces.js";
import { spread, strokeWidth, withMargin } from "./thickness.js";

/** @typedef {import("./areas.js").Grey} Grey */

const WORKING = 240;
const SIDE = 20;

/**
 * Frame the digits of a grey picture, 0 black … 255 white, from left to right, each into 28×28
 * bytes, 0 paper … 255 ink. Throws NoDigitError without any.
 * @param {Uint8Array} grey
 * @param {number} height
 * @param {number} width
 */
export function frameDigits(grey, height, width) {
  const picture = shrink({ values: Float64Array.from(grey), height, width }, WORKING);
  return digitsIn(onlyTheDigits(withoutBackground(picture))).map(to28);
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
