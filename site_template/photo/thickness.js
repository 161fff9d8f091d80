/** How thick strokes are in a grey picture, and making them thicker. Mirrors trainer/photo/thickness.py. */

/** @typedef {import("./areas.js").Grey} Grey */

/**
 * The largest value within `radius` pixels, the rim of the disc counting in part.
 * @param {Grey} picture
 * @param {number} radius
 * @returns {Grey}
 */
export function dilate({ values, height, width }, radius) {
  const reach = Math.ceil(radius);
  const result = values.slice();
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const share = Math.min(Math.max(radius + 1 - Math.sqrt(dx * dx + dy * dy), 0), 1);
      if (share === 0) continue;
      const left = Math.max(0, -dx);
      const right = width - Math.max(0, dx);
      for (let y = Math.max(0, -dy); y < height - Math.max(0, dy); y++) {
        const from = (y + dy) * width + dx;
        for (let x = left; x < right; x++) {
          const moved = values[from + x] * share;
          if (moved > result[y * width + x]) result[y * width + x] = moved;
        }
      }
    }
  }
  return { values: result, height, width };
}

/**
 * The picture with `margin` empty pixels on each side.
 * @param {Grey} picture
 * @param {number} margin
 * @returns {Grey}
 */
export function withMargin({ values, height, width }, margin) {
  const wide = width + 2 * margin;
  const result = new Float64Array((height + 2 * margin) * wide);
  for (let y = 0; y < height; y++) {
    result.set(values.subarray(y * width, (y + 1) * width), (y + margin) * wide + margin);
  }
  return { values: result, height: height + 2 * margin, width: wide };
}

/**
 * Mean width of the strokes in pixels: twice the area over the length of the outline.
 * @param {Grey} ink not blank
 */
export function strokeWidth(ink) {
  const { values, height, width } = withMargin(ink, 1);
  let area = 0;
  let outline = 0;
  for (let y = 0; y < height - 1; y++) {
    for (let x = 0; x < width - 1; x++) {
      const here = values[y * width + x];
      const across = values[y * width + x + 1] - here;
      const down = values[(y + 1) * width + x] - here;
      area += here;
      outline += Math.sqrt(across * across + down * down);
    }
  }
  return (2 * area) / outline;
}
