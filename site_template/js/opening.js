/** The page opens alive: a digit draws itself once and is read. Touching the pad clears it. */

import { showOpening } from "./drawing.js";

/** @typedef {import("./raster.js").Stroke} Stroke */

/** A 5 in two strokes, in pad pixels. */
const FIVE = [
  [
    [182, 76], [150, 76], [118, 78], [113, 102], [108, 132], [130, 124], [152, 123], [172, 132],
    [184, 150], [186, 172], [177, 194], [158, 209], [134, 214], [112, 208], [96, 196],
  ],
];
const MILLISECONDS = 1400;

/** @param {import("./state.js").Store} store */
export function mountOpening(store) {
  const strokes = FIVE.map((corners) => ({ points: smooth(corners), width: 18 }));
  const total = strokes.reduce((sum, { points }) => sum + points.length, 0);
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    store.dispatch(showOpening, strokes);
    return;
  }
  /** @type {number | null} */
  let started = null;

  /** @param {number} now */
  function step(now) {
    if (!store.state.opening) return; // the visitor was faster
    started ??= now;
    const share = Math.min((now - started) / MILLISECONDS, 1);
    const eased = share * share * (3 - 2 * share);
    store.dispatch(showOpening, firstPoints(strokes, Math.ceil(eased * total)));
    if (share < 1) requestAnimationFrame(step);
  }
  requestAnimationFrame(step);
}

/**
 * As much of the strokes as their first `count` points.
 * @param {readonly Stroke[]} strokes
 * @param {number} count
 */
function firstPoints(strokes, count) {
  let left = count;
  /** @type {Stroke[]} */
  const part = [];
  for (const { points, width } of strokes) {
    if (left > 0) part.push({ points: points.slice(0, left), width });
    left -= points.length;
  }
  return part;
}

/**
 * A smooth line through all corners (Catmull–Rom), six points to each piece.
 * @param {number[][]} corners
 */
function smooth(corners) {
  const points = [corners[0]];
  for (let i = 0; i + 1 < corners.length; i++) {
    const [a, b, c, d] = [-1, 0, 1, 2].map((k) => corners[Math.min(Math.max(i + k, 0), corners.length - 1)]);
    for (let step = 1; step <= 6; step++) {
      const t = step / 6;
      const at = (/** @type {number} */ k) =>
        b[k] +
        (t / 2) *
          (c[k] - a[k] + t * (2 * a[k] - 5 * b[k] + 4 * c[k] - d[k] + t * (3 * (b[k] - c[k]) + d[k] - a[k])));
      points.push([at(0), at(1)]);
    }
  }
  return points;
}
