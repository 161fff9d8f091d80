/**
 * A person's own picture of a digit or a row of them, scan or photo, to the 28×28 that a network
 * expects: shrunk, freed of its background, of specks and of the shadow at the edge, cut into
 * digits, each framed as drawn digits are. Mirrors trainer/photo/photo.py.
 */

import { CENTRE_OF_MASS, FRAMED_PEN_WIDTH, IMAGE_SIZE, INK_SIZE } from "../constants/ink.js";
import { WORKING_SIZE } from "../constants/photo.js";
import { averageAreas, shrink } from "./areas.js";
import { extractInk } from "./background.js";
import { splitDigits, extent, longerSide, selectDigits } from "./pieces.js";
import { dilate, strokeWidth, withMargin } from "./thickness.js";

/** @typedef {import("./areas.js").Grey} Grey */

/**
 * Frame the digits of a grey picture, 0 black … 255 white, from left to right, each into 28×28
 * bytes, 0 paper … 255 ink. Throws NoDigitError without any.
 * @param {Uint8Array} grey
 * @param {number} height
 * @param {number} width
 */
export function frameDigits(grey, height, width) {
  const picture = shrink({ values: Float64Array.from(grey), height, width }, WORKING_SIZE);
  return splitDigits(selectDigits(extractInk(picture))).map(to28);
}

/**
 * Scale, thicken and centre as MNIST's digits are.
 * @param {Grey} digit
 */
function to28(digit) {
  let ink = digit;
  let side = longerSide(extent(ink));
  const missing = FRAMED_PEN_WIDTH - (strokeWidth(ink) * INK_SIZE) / side;
  if (missing > 0) {
    // Thickened by `missing` of 28 on both sides together; the whole then still fits INK_SIZE.
    const radius = ((missing / 2) * side) / (INK_SIZE - missing);
    ink = dilate(withMargin(ink, Math.ceil(radius)), radius);
    side += 2 * radius;
  }
  const scale = INK_SIZE / side;
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
    Array.from({ length: IMAGE_SIZE + 1 }, (_, i) => (i - (CENTRE_OF_MASS + 0.5)) / scale + centre);
  const framed = averageAreas(ink, edges(sumY / total), edges(sumX / total));
  return Uint8Array.from(framed.values, (value) => Math.floor(255 * Math.min(value, 1) + 0.5));
}
