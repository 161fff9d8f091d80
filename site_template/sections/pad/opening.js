/** The opening animation: a digit is drawn once and read. Touching the pad clears it. */

import { PEN_WIDTH } from "../../constants/ink.js";
import { showOpening } from "../../state/drawing.js";

/** @typedef {import("../../ink/raster.js").Stroke} Stroke */

/** A 5, in pad pixels: the stem, the bowl, the bar. */
const FIVE = [
  [[112, 74], [109, 102], [105, 130]],
  [[105, 130], [130, 119], [156, 122], [178, 138], [184, 164], [174, 192], [148, 208], [118, 208],
    [94, 194]],
  [[112, 74], [146, 75], [182, 71]],
];
const MILLISECONDS = 1400;

/** @type {import("../../state/instruments.js").Instrument} */
export const opening = {
  name: "opening",
  place: ".draw",
  mount,
};

/** @param {import("../../state/store.js").Store} store */
function mount(store) {
  if (!store.state.opening) return; // a link has a drawing of its own
  const strokes = FIVE.map((corners) => ({ points: smooth(corners), width: PEN_WIDTH }));
  const total = strokes.reduce((sum, { points }) => sum + points.length, 0);
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    store.dispatch(showOpening, strokes);
    return;
  }
  /** @type {number | null} */
  let started = null;

  /** @param {number} now */
  function step(now) {
    if (!store.state.opening) return; // the visitor draws already
    started ??= now;
    const share = Math.min((now - started) / MILLISECONDS, 1);
    const eased = share * share * (3 - 2 * share);
    store.dispatch(showOpening, firstPoints(strokes, Math.ceil(eased * total)));
    if (share < 1) requestAnimationFrame(step);
  }
  requestAnimationFrame(step);
}

/**
 * Return the strokes up to their first `count` points.
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
 * Return a Catmull–Rom spline through all corners, six points for each segment.
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
