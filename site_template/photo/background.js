/**
 * A picture without its background, shading too: ink darker or lighter than what it is on.
 * Mirrors trainer/photo/background.py; what the numbers mean is said there.
 */

/** @typedef {import("./areas.js").Grey} Grey */

const CONTRAST = 24;
const FULL = 0.6;
const ROUNDS = 3;
const BINS = 256;
/** Coefficients of a surface of second degree: 1, x, y, x², xy, y². */
const TERMS = 6;

/** The picture shows no digit; the message says what was found instead. */
export class NoDigitError extends Error {}

/**
 * Ink 0…1: 0 at the background's level, 1 at the ink's. Throws NoDigitError without contrast.
 * @param {Grey} picture
 * @returns {Grey}
 */
export function withoutBackground({ values, height, width }) {
  if (Math.min(height, width) < 4) throw new NoDigitError(`it is only ${width}×${height} pixels`);
  const sorted = values.slice().sort();
  const usual = quantile(sorted, 0.5);
  const dark = usual - quantile(sorted, 0.005);
  const light = quantile(sorted, 0.995) - usual;
  const sign = dark >= light ? 1 : -1;
  const difference = values.map((value) => sign * (usual - value));

  for (let round = 0; round < ROUNDS; round++) {
    const threshold = otsu(difference);
    const count = difference.reduce((sum, value) => sum + (value < threshold ? 1 : 0), 0);
    if (count < 12) break;
    takeOffShading(difference, height, width, threshold);
  }
  const threshold = otsu(difference);
  const ink = difference.filter((value) => value >= threshold).sort();
  const paper = difference.filter((value) => value < threshold);
  if (ink.length === 0 || paper.length === 0) throw new NoDigitError("it is blank");
  const level = quantile(ink, 0.5);
  const noise = deviation(paper);
  if (level < Math.max(CONTRAST, 5 * noise)) {
    throw new NoDigitError("nothing in it stands out from the background");
  }
  if (ink.length > FULL * values.length) throw new NoDigitError("most of it is ink");
  const floor = Math.min(2.5 * noise, level / 2);
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
  const step = (last - first) / BINS;
  const edges = Array.from({ length: BINS + 1 }, (_, i) => (i === BINS ? last : first + i * step));
  const counts = new Float64Array(BINS);
  for (const value of values) {
    let bin = Math.min(Math.floor(((value - first) / (last - first)) * BINS), BINS - 1);
    if (value < edges[bin]) bin--;
    else if (bin < BINS - 1 && value >= edges[bin + 1]) bin++;
    counts[bin]++;
  }
  const moments = counts.map((count, i) => (count * (edges[i] + edges[i + 1])) / 2);
  const total = moments.reduce((a, b) => a + b, 0);
  let best = 0;
  let most = -1;
  let below = 0;
  let sum = 0;
  for (let i = 0; i < BINS; i++) {
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
  const equations = Array.from({ length: TERMS }, () => new Float64Array(TERMS + 1));
  difference.forEach((value, i) => {
    if (value >= threshold) return;
    const row = [...terms(i), value];
    for (let a = 0; a < TERMS; a++) {
      for (let b = 0; b <= TERMS; b++) equations[a][b] += row[a] * row[b];
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
