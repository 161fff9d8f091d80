/**
 * A row of digits, cut into digits: whose strokes belong together, and where two touch. Mirrors
 * trainer/ink/segment.py; what the numbers mean is said there.
 */

/** @typedef {import("./raster.js").Stroke} Stroke */
/** Left, top, right, bottom. @typedef {[number, number, number, number]} Box */

const SHARED = 0.4;
const THINNEST = 0.12;
const FRAGMENT = 0.5;
const NEAR = 0.3;
const WIDEST = 1.4;
const LOWEST = 20;
const INNER = [0.3, 0.7];
const CUTS = 40;

/**
 * The strokes by digit, from left to right; strokes that join digits are cut.
 * @param {readonly Stroke[]} strokes
 * @returns {Stroke[][]}
 */
export function segment(strokes) {
  const { groups, height } = gather(strokes);
  return groups.flatMap((group) => cut(group, height));
}

/**
 * The whole strokes that belong together, from left to right, and their usual height.
 * @param {readonly Stroke[]} strokes
 * @returns {{groups: Stroke[][], height: number}}
 */
export function gather(strokes) {
  let groups = strokes.filter(({ points }) => points.length).map((stroke) => [stroke]);
  if (groups.length === 0) return { groups, height: 0 };
  const all = groups.map(boxOf);
  const row = Math.max(...all.map((box) => box[3])) - Math.min(...all.map((box) => box[1]));
  groups = merge(groups, (a, b) => shared(a, b, THINNEST * row) - SHARED);
  const heights = groups.map(boxOf).map((box) => box[3] - box[1]);
  heights.sort((a, b) => a - b);
  const height = Math.max(heights[Math.floor(heights.length / 2)], row / 2, LOWEST);
  return { groups: merge(groups, (a, b) => adopts(a, b, height)), height };
}

/**
 * @param {readonly Stroke[]} group
 * @returns {Box}
 */
export function boxOf(group) {
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
 * Join the pair of neighbours that like each other most, again and again, while any do.
 * @param {Stroke[][]} separate
 * @param {(a: Box, b: Box) => number} liking
 */
function merge(separate, liking) {
  let groups = separate;
  for (;;) {
    groups = groups
      .map((group) => ({ group, box: boxOf(group) }))
      .sort((a, b) => a.box[0] + a.box[2] - (b.box[0] + b.box[2]))
      .map(({ group }) => group);
    const boxes = groups.map(boxOf);
    let best = -1;
    let most = 0;
    for (let i = 0; i + 1 < groups.length; i++) {
      const like = liking(boxes[i], boxes[i + 1]);
      if (like > most) [best, most] = [i, like];
    }
    if (best < 0) return groups;
    groups.splice(best, 2, [...groups[best], ...groups[best + 1]]);
  }
}

/**
 * @param {Box} a
 * @param {Box} b
 * @param {number} thinnest
 */
function shared(a, b, thinnest) {
  const [wideA, wideB] = [a, b].map((box) => Math.max(box[2] - box[0], thinnest));
  const [middleA, middleB] = [a, b].map((box) => (box[0] + box[2]) / 2);
  const right = Math.min(middleA + wideA / 2, middleB + wideB / 2);
  const left = Math.max(middleA - wideA / 2, middleB - wideB / 2);
  return (right - left) / Math.min(wideA, wideB);
}

/**
 * @param {Box} a
 * @param {Box} b
 * @param {number} height
 */
function adopts(a, b, height) {
  const low = Math.min(a[3] - a[1], b[3] - b[1]) < FRAGMENT * height;
  const narrow = Math.max(a[2], b[2]) - Math.min(a[0], b[0]) < WIDEST * height;
  const gap = Math.max(a[0], b[0]) - Math.min(a[2], b[2]);
  return low && narrow ? NEAR - gap / height : 0;
}

/**
 * Cut a group that is too wide where the least ink is in the way.
 * @param {Stroke[]} group
 * @param {number} height
 * @returns {Stroke[][]}
 */
function cut(group, height) {
  const [x0, , x1] = boxOf(group);
  const width = x1 - x0;
  if (width <= WIDEST * height) return [group];
  let best = 0;
  let least = Infinity;
  for (let i = 0; i <= CUTS; i++) {
    const x = x0 + width * (INNER[0] + ((INNER[1] - INNER[0]) * i) / CUTS);
    const aside = x - (x0 + x1) / 2;
    const crossed = group.reduce((sum, stroke) => sum + crossings(stroke, x), 0);
    const cost = crossed + (2 * (aside > 0 ? aside : -aside)) / width;
    if (cost < least) [best, least] = [x, cost];
  }
  /** @type {Stroke[]} */
  const left = [];
  /** @type {Stroke[]} */
  const right = [];
  for (const { points, width: pen } of group) {
    for (const run of runs(points, best)) {
      const leftmost = run.reduce((min, [x]) => Math.min(min, x), Infinity);
      (leftmost < best ? left : right).push({ points: run, width: pen });
    }
  }
  if (left.length === 0 || right.length === 0) return [group];
  return [...cut(left, height), ...cut(right, height)];
}

/**
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
 * A path's parts on either side of the upright line, both ending on it.
 * @param {number[][]} points
 * @param {number} at
 */
function runs(points, at) {
  const parts = [[points[0]]];
  for (let i = 1; i < points.length; i++) {
    const [ax, ay] = points[i - 1];
    const [bx, by] = points[i];
    if (ax < at !== bx < at) {
      const on = [at, ay + ((by - ay) * (at - ax)) / (bx - ax)];
      parts[parts.length - 1].push(on);
      parts.push([on]);
    }
    parts[parts.length - 1].push([bx, by]);
  }
  return parts;
}
