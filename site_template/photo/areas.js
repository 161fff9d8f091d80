/** Grey pictures of any size, scaled by averaging areas. Mirrors trainer/photo/areas.py. */

/** Row by row. @typedef {{values: Float64Array, height: number, width: number}} Grey */

/**
 * Average areas so that the longer side is at most `longest` pixels.
 * @param {Grey} picture
 * @param {number} longest
 * @returns {Grey}
 */
export function shrink(picture, longest) {
  const { height, width } = picture;
  const scale = Math.min(1, longest / Math.max(height, width));
  if (scale === 1) return picture;
  const rows = Math.max(1, roundHalfEven(height * scale));
  const columns = Math.max(1, roundHalfEven(width * scale));
  return averageAreas(picture, evenly(height, rows), evenly(width, columns));
}

/**
 * Output pixel (i, j) is the mean of the picture from `down[i]` to `down[i + 1]` and from
 * `across[j]` to `across[j + 1]`; outside there is nothing.
 * @param {Grey} picture
 * @param {readonly number[]} down
 * @param {readonly number[]} across
 * @returns {Grey}
 */
export function averageAreas({ values, height, width }, down, across) {
  const rows = areaWeights(height, down);
  const columns = areaWeights(width, across);
  const result = new Float64Array(rows.length * columns.length);
  const band = new Float64Array(width);
  rows.forEach((row, i) => {
    band.fill(0);
    for (const [y, share] of row) {
      for (let x = 0; x < width; x++) band[x] += share * values[y * width + x];
    }
    columns.forEach((column, j) => {
      let sum = 0;
      for (const [x, share] of column) sum += share * band[x];
      result[i * columns.length + j] = sum;
    });
  });
  return { values: result, height: rows.length, width: columns.length };
}

/**
 * For each output pixel, the input pixels that it overlaps and how much of it each one fills.
 * @param {number} size
 * @param {readonly number[]} edges
 */
function areaWeights(size, edges) {
  return edges.slice(0, -1).map((start, i) => {
    const end = edges[i + 1];
    /** @type {[number, number][]} */
    const shares = [];
    for (let cell = Math.max(Math.floor(start), 0); cell < Math.min(end, size); cell++) {
      const overlap = Math.min(end, cell + 1) - Math.max(start, cell);
      if (overlap > 0) shares.push([cell, overlap / (end - start)]);
    }
    return shares;
  });
}

/**
 * The edges that part 0 … size into equal pieces.
 * @param {number} size
 * @param {number} pieces
 */
function evenly(size, pieces) {
  const edges = Array.from({ length: pieces + 1 }, (_, i) => i * (size / pieces));
  edges[pieces] = size;
  return edges;
}

/**
 * As Python rounds: a half goes to the even neighbour.
 * @param {number} value
 */
function roundHalfEven(value) {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
