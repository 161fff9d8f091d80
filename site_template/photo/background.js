/**
 * A picture without its background, shading too: ink darker or lighter than what it is on.
 * Mirrors trainer/photo/background.py.
 */

import {
  EXTREME_QUANTILE,
  HISTOGRAM_BINS,
  MAX_INK_SHARE,
  MIN_CONTRAST,
  MIN_CONTRAST_TO_NOISE,
  MIN_PAPER_PIXELS,
  MIN_SIDE,
  NOISE_FLOOR,
  SHADING_ROUNDS,
} from "../constants/photo.js";

/** @typedef {import("./areas.js").Grey} Grey */


/** The picture shows no digit; the message says what was found instead. */
export class NoDigitError extends Error {}

/**
 * Ink 0…1: 0 at the background's level, 1 at the ink's. Throws NoDigitError without contrast.
 * @param {Grey} picture
 * @returns {Grey}
 */
export function extractInk({ values, height, width }) {
  if (Math.min(height, width) < MIN_SIDE) throw new NoDigitError(`it is only ${width}×${height} pixels`);
  const sorted = values.slice().sort();
  const usual = quantile(sorted, 0.5);
  const dark = usual - quantile(sorted, EXTREME_QUANTILE);
  const light = quantile(sorted, 1 - EXTREME_QUANTILE) - usual;
  const sign = dark >= light ? 1 : -1;
  const difference = values.map((value) => sign * (usual - value));

  for (let round = 0; round < SHADING_ROUNDS; round++) {
    const threshold = otsu(difference);
    const count = difference.reduce((sum, value) => sum + (value < threshold ? 1 : 0), 0);
    if (count < MIN_PAPER_PIXELS) break;
    takeOffShading(difference, height, width, threshold);
  }
  const threshold = otsu(difference);
  const ink = difference.filter((value) => value >= threshold).sort();
  const paper = difference.filter((value) => value < threshold);
  if (ink.length === 0 || paper.length === 0) throw new NoDigitError("it is blank");
  const level = quantile(ink, 0.5);
  const noise = deviation(paper);
  if (level < Math.max(MIN_CONTRAST, MIN_CONTRAST_TO_NOISE * noise)) {
    throw new NoDigitError("nothing in it stands out from the background");
  }
  if (ink.length > MAX_INK_SHARE * values.length) throw new NoDigitError("most of it is ink");
  const floor = NOISE_FLOOR * noise;
  const shares = difference.map((value) => (value - floor) / (level - floor));
  return { values: shares.map((share) => Math.min(Math.max(share, 0), 1)), height, width };
}

/**
 * The threshold that parts values into two classes of least variance (Otsu 1979).
 * @param {Float64Array} values
 */
function otsu(values) {
  let first = values.reduce((a, b) => Math.min(a, b), Infinity);
  let last = values.reduce((a, b) => Math.max(a, b), -Infinity);
  if (first === last) [first, last] = [first - 0.5, last + 0.5];
  const step = (last - first) / HISTOGRAM_BINS;
  const edges = Array.from({ length: HISTOGRAM_BINS + 1 }, (_, i) => (i === HISTOGRAM_BINS ? last : first + i * step));
  const counts = new Float64Array(HISTOGRAM_BINS);
  for (const value of values) {
    let bin = Math.min(Math.floor(((value - first) / (last - first)) * HISTOGRAM_BINS), HISTOGRAM_BINS - 1);
    if (value < edges[bin]) bin--;
    else if (bin < HISTOGRAM_BINS - 1 && value >= edges[bin + 1]) bin++;
    counts[bin]++;
  }
  const moments = counts.map((count, i) => (count * (edges[i] + edges[i + 1])) / 2);
  const total = moments.reduce((a, b) => a + b, 0);
  let best = 0;
  let most = -1;
  let below = 0;
  let sum = 0;
  for (let i = 0; i < HISTOGRAM_BINS; i++) {
    below += counts[i];
    sum += moments[i];
    const above = values.length - below;
    if (below === 0 || above === 0) continue;
    const between = below * above * (sum / below - (total - sum) / above) ** 2;
    if (between > most) [best, most] = [i, between];
  }
  return edges[best + 1];
}

/**
 * Subtract, in place, the surface of second degree that fits what is below the threshold best.
 * @param {Float64Array} difference
 * @param {number} height
 * @param {number} width
 * @param {number} threshold
 */
function takeOffShading(difference, height, width, threshold) {
  /** @param {number} i */
  const terms = (i) => {
    const x = -1 + (2 * (i % width)) / (width - 1);
    const y = -1 + (2 * Math.floor(i / width)) / (height - 1);
    return [1, x, y, x * x, x * y, y * y];
  };
  const size = terms(0).length;
  const equations = Array.from({ length: size }, () => new Float64Array(size + 1));
  difference.forEach((value, i) => {
    if (value >= threshold) return;
    const row = [...terms(i), value];
    for (let a = 0; a < size; a++) {
      for (let b = 0; b <= size; b++) equations[a][b] += row[a] * row[b];
    }
  });
  const shading = solve(equations);
  difference.forEach((value, i) => {
    difference[i] = value - terms(i).reduce((sum, term, a) => sum + term * shading[a], 0);
  });
}

/**
 * Gauss–Jordan elimination of normal equations, their right side in the last column. A term
 * that the others determine already is left out.
 * @param {Float64Array[]} rows
 */
function solve(rows) {
  const size = rows.length;
  const least = 1e-9 * rows[0][0]; // of the number of points
  for (let a = 0; a < size; a++) {
    // Symmetric and positive: the diagonal will do as pivots.
    if (rows[a][a] <= least) {
      rows[a].fill(0);
      continue;
    }
    rows[a] = rows[a].map((value) => value / rows[a][a]);
    rows.forEach((row, b) => {
      if (b === a) return;
      const factor = row[a];
      for (let c = a; c <= size; c++) row[c] -= factor * rows[a][c];
    });
  }
  return rows.map((row) => row[size]);
}

/**
 * Between two neighbours in proportion, as NumPy does.
 * @param {Float64Array} sorted
 * @param {number} share
 */
function quantile(sorted, share) {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
}

/** The standard deviation. @param {Float64Array} values */
function deviation(values) {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
