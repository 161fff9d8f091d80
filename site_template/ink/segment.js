/**
 * Segment a row of digits: group strokes by overlap, cut strokes in which two digits touch.
 * Mirrors trainer/ink/segment.py to the bit.
 */

import {
  CUT_RANGE,
  CUT_STEPS,
  MAX_DIGIT_WIDTH,
  MAX_FRAGMENT_GAP,
  MAX_FRAGMENT_HEIGHT,
  MIN_BOX_WIDTH,
  MIN_HEIGHT,
  MIN_HEIGHT_OF_ROW,
  MIN_OVERLAP,
  OFF_CENTRE_COST,
} from "../constants/ink.js";

/** @typedef {import("./raster.js").Stroke} Stroke */
/** Left, top, right, bottom. @typedef {[number, number, number, number]} Box */

/**
 * Group strokes into digits, from left to right, and cut strokes that join two digits.
 * @param {readonly Stroke[]} strokes
 * @returns {Stroke[][]}
 */
export function segment(strokes) {
  const { groups, height } = groupStrokes(strokes);
  return groups.flatMap((group) => cut(group, height));
}

/**
 * Group whole strokes by digit, from left to right; return the typical height as well.
 * @param {readonly Stroke[]} strokes
 * @returns {{groups: Stroke[][], height: number}}
 */
export function groupStrokes(strokes) {
  let groups = strokes.filter(({ points }) => points.length).map((stroke) => [stroke]);
  if (groups.length === 0) return { groups, height: 0 };
  const boxes = groups.map(boundingBox);
  const row = Math.max(...boxes.map((box) => box[3])) - Math.min(...boxes.map((box) => box[1]));
  groups = merge(groups, (a, b) => overlap(a, b, MIN_BOX_WIDTH * row) - MIN_OVERLAP);
  const heights = groups.map(boundingBox).map((box) => box[3] - box[1]);
  heights.sort((a, b) => a - b);
  const height = Math.max(heights[Math.floor(heights.length / 2)], MIN_HEIGHT_OF_ROW * row, MIN_HEIGHT);
  return { groups: merge(groups, (a, b) => fragmentAffinity(a, b, height)), height };
}

/**
 * Left, top, right and bottom of all points.
 * @param {readonly Stroke[]} group
 * @returns {Box}
 */
export function boundingBox(group) {
  /** @type {Box} */
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { points } of group) {
    for (const [x, y] of points) {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
  }
  return box;
}

/**
 * Merge the pair of neighbours with the highest affinity until none is above 0.
 * @param {Stroke[][]} separate
 * @param {(a: Box, b: Box) => number} affinity
 */
function merge(separate, affinity) {
  let groups = separate;
  for (;;) {
    groups = groups
      .map((group) => ({ group, box: boundingBox(group) }))
      .sort((a, b) => a.box[0] + a.box[2] - (b.box[0] + b.box[2]))
      .map(({ group }) => group);
    const boxes = groups.map(boundingBox);
    let best = -1;
    let highest = 0;
    for (let i = 0; i + 1 < groups.length; i++) {
      const value = affinity(boxes[i], boxes[i + 1]);
      if (value > highest) [best, highest] = [i, value];
    }
    if (best < 0) return groups;
    groups.splice(best, 2, [...groups[best], ...groups[best + 1]]);
  }
}

/**
 * The horizontal overlap of two boxes as a share of the narrower one's width. A box narrower
 * than `minWidth` counts as that wide; without overlap the result is negative.
 * @param {Box} a
 * @param {Box} b
 * @param {number} minWidth
 */
function overlap(a, b, minWidth) {
  const [widthA, widthB] = [a, b].map((box) => Math.max(box[2] - box[0], minWidth));
  const [centreA, centreB] = [a, b].map((box) => (box[0] + box[2]) / 2);
  const right = Math.min(centreA + widthA / 2, centreB + widthB / 2);
  const left = Math.max(centreA - widthA / 2, centreB - widthB / 2);
  return (right - left) / Math.min(widthA, widthB);
}

/**
 * How near a fragment is to its neighbour, 0 if the two are no single digit.
 * @param {Box} a
 * @param {Box} b
 * @param {number} height
 */
function fragmentAffinity(a, b, height) {
  const low = Math.min(a[3] - a[1], b[3] - b[1]) < MAX_FRAGMENT_HEIGHT * height;
  const narrow = Math.max(a[2], b[2]) - Math.min(a[0], b[0]) < MAX_DIGIT_WIDTH * height;
  const gap = Math.max(a[0], b[0]) - Math.min(a[2], b[2]);
  return low && narrow ? MAX_FRAGMENT_GAP - gap / height : 0;
}

/**
 * Cut a group wider than one digit where the fewest strokes cross, as near the middle.
 * @param {Stroke[]} group
 * @param {number} height
 * @returns {Stroke[][]}
 */
function cut(group, height) {
  const [x0, , x1] = boundingBox(group);
  const width = x1 - x0;
  if (width <= MAX_DIGIT_WIDTH * height) return [group];
  let best = 0;
  let lowest = Infinity;
  const [start, end] = CUT_RANGE;
  for (let i = 0; i <= CUT_STEPS; i++) {
    const x = x0 + width * (start + ((end - start) * i) / CUT_STEPS);
    const offset = x - (x0 + x1) / 2;
    const crossed = group.reduce((sum, stroke) => sum + crossings(stroke, x), 0);
    const cost = crossed + (OFF_CENTRE_COST * (offset > 0 ? offset : -offset)) / width;
    if (cost < lowest) [best, lowest] = [x, cost];
  }
  /** @type {Stroke[]} */
  const left = [];
  /** @type {Stroke[]} */
  const right = [];
  for (const { points, width: pen } of group) {
    for (const part of split(points, best)) {
      const leftmost = part.reduce((min, [x]) => Math.min(min, x), Infinity);
      (leftmost < best ? left : right).push({ points: part, width: pen });
    }
  }
  if (left.length === 0 || right.length === 0) return [group];
  return [...cut(left, height), ...cut(right, height)];
}

/**
 * How often a stroke crosses the vertical line x = `at`.
 * @param {Stroke} stroke
 * @param {number} at
 */
function crossings({ points }, at) {
  let count = 0;
  for (let i = 1; i < points.length; i++) {
    if (points[i - 1][0] < at !== points[i][0] < at) count++;
  }
  return count;
}

/**
 * Split a path at the vertical line x = `at`; the parts end on the line.
 * @param {number[][]} points
 * @param {number} at
 */
function split(points, at) {
  const parts = [[points[0]]];
  for (let i = 1; i < points.length; i++) {
    const [ax, ay] = points[i - 1];
    const [bx, by] = points[i];
    if (ax < at !== bx < at) {
      const onLine = [at, ay + ((by - ay) * (at - ax)) / (bx - ax)];
      parts[parts.length - 1].push(onLine);
      parts.push([onLine]);
    }
    parts[parts.length - 1].push([bx, by]);
  }
  return parts;
}
