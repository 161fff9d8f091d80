/**
 * From pen strokes to a grey picture. Mirrors trainer/ink/raster.py to the bit: float64, only
 * + − × ÷ √ min max floor, in the same order.
 */

/**
 * One pen-down … pen-up path in pixels of the 280×280 pad, and the pen's width there.
 * @typedef {{points: number[][], width: number}} Stroke
 */

/**
 * Where strokes land in a picture: x · scale + dx, y · scale + dy. `pen` is the pen's width in
 * picture pixels; 0 keeps each stroke's own, scaled.
 * @typedef {{scale: number, dx: number, dy: number, pen: number}} Placement
 */

/**
 * A square picture to draw in, used again and again; bytes: 0 paper … 255 ink.
 * @typedef {{size: number, coverage: Float64Array, bytes: Uint8Array}} Raster
 */

/**
 * @param {number} size
 * @returns {Raster}
 */
export function createRaster(size) {
  const cells = size * size;
  return { size, coverage: new Float64Array(cells), bytes: new Uint8Array(cells) };
}

/**
 * The same placement in a picture `factor` times as fine.
 * @param {Placement} placement
 * @param {number} factor
 * @returns {Placement}
 */
export function zoom(placement, factor) {
  const { scale, dx, dy, pen } = placement;
  return { scale: scale * factor, dx: dx * factor, dy: dy * factor, pen: pen * factor };
}

/**
 * Draw the strokes into the raster, over whatever it held. Coverage of a pixel:
 * clamp(0.5 + (w/2 − d), 0, 1), d the distance of its centre to the nearest segment.
 * @param {Raster} raster
 * @param {readonly Stroke[]} strokes
 * @param {Placement} placement
 * @returns {Uint8Array} the raster's own bytes, row by row
 */
export function rasterize(raster, strokes, placement) {
  const { coverage, bytes } = raster;
  const { scale, dx, dy, pen } = placement;
  coverage.fill(0);
  for (const { points, width } of strokes) {
    if (points.length === 0) continue;
    const radius = (pen > 0 ? pen : width * scale) / 2;
    let ax = points[0][0] * scale + dx;
    let ay = points[0][1] * scale + dy;
    if (points.length === 1) coverSegment(raster, ax, ay, ax, ay, radius);
    for (let i = 1; i < points.length; i++) {
      const bx = points[i][0] * scale + dx;
      const by = points[i][1] * scale + dy;
      coverSegment(raster, ax, ay, bx, by, radius);
      ax = bx;
      ay = by;
    }
  }
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(255 * coverage[i] + 0.5);
  return bytes;
}

/**
 * Raise the coverage by the segment a–b, looking only at the pixels in reach.
 * @param {Raster} raster
 * @param {number} ax
 * @param {number} ay
 * @param {number} bx
 * @param {number} by
 * @param {number} radius
 */
function coverSegment(raster, ax, ay, bx, by, radius) {
  const { size, coverage } = raster;
  const reach = radius + 1;
  const x0 = Math.max(Math.floor(Math.min(ax, bx) - reach), 0);
  const y0 = Math.max(Math.floor(Math.min(ay, by) - reach), 0);
  const x1 = Math.min(Math.floor(Math.max(ax, bx) + reach), size - 1);
  const y1 = Math.min(Math.floor(Math.max(ay, by) + reach), size - 1);
  const dx = bx - ax;
  const dy = by - ay;
  const length2 = dx * dx + dy * dy;
  // Of each row, only the cells in reach of the line through a and b: a long slanting segment
  // covers little of its box, and what is out of reach would change nothing.
  const band = dy === 0 ? Infinity : (reach * Math.sqrt(length2)) / Math.abs(dy) + 1;
  for (let y = y0; y <= y1; y++) {
    const py = y + 0.5 - ay;
    const middle = dy === 0 ? ax : ax + (py * dx) / dy;
    const first = Math.max(Math.floor(middle - band), x0);
    const last = Math.min(Math.ceil(middle + band), x1);
    for (let x = first; x <= last; x++) {
      const px = x + 0.5 - ax;
      let along = 0;
      if (length2 > 0) along = Math.min(Math.max((px * dx + py * dy) / length2, 0), 1);
      const ex = px - along * dx;
      const ey = py - along * dy;
      const distance = Math.sqrt(ex * ex + ey * ey);
      const covered = Math.min(Math.max(0.5 + (radius - distance), 0), 1);
      const cell = y * size + x;
      if (covered > coverage[cell]) coverage[cell] = covered;
    }
  }
}
