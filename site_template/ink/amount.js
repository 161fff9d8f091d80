/**
 * How much is on a pad. Reading and painting a drawing costs time for each point and for each pixel
 * that a stroke passes over, so both are limited: no drawing, from whomever, stops the page.
 */

import { PAD_SIZE } from "../constants/ink.js";

/** @typedef {import("./raster.js").Stroke} Stroke */

/** Of all strokes together, if they had no ink: twenty seconds of the quickest mouse. */
const MAX_POINTS = 20_000;
/** Square pixels that strokes pass over, if they had no points: as much as 128 full pads. */
const MAX_INK = 128 * PAD_SIZE ** 2;

/**
 * Return the share of what a pad takes; from 1 on it is full.
 * @param {readonly Stroke[]} strokes
 */
export function amountOf(strokes) {
  let amount = 0;
  for (const { points, width } of strokes) {
    for (let i = 0; i < points.length; i++) amount += costOf(points[Math.max(i - 1, 0)], points[i], width);
  }
  return amount;
}

/**
 * Return as many of the points as can extend the last stroke before the pad is full.
 * @param {readonly Stroke[]} strokes
 * @param {readonly number[][]} points
 */
export function untilFull(strokes, points) {
  const last = strokes[strokes.length - 1];
  let amount = amountOf(strokes);
  let before = last.points[last.points.length - 1];
  let taken = 0;
  for (; taken < points.length && amount < 1; taken++) {
    amount += costOf(before, points[taken], last.width);
    before = points[taken];
  }
  return points.slice(0, taken);
}

/**
 * The share of a pad that a line takes.
 * @param {readonly number[]} from
 * @param {readonly number[]} to
 * @param {number} width
 */
function costOf([ax, ay], [bx, by], width) {
  const length = Math.sqrt((bx - ax) ** 2 + (by - ay) ** 2);
  return 1 / MAX_POINTS + ((length + width) * width) / MAX_INK;
}
