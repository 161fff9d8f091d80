/**
 * Resize grey pictures. Mirrors trainer/ink/resize.py: float64, in the same order, so both hold
 * exactly the same pixels.
 */

import { INK_THRESHOLD } from "../constants/ink.js";

/**
 * Resize a square picture of bytes, bilinear, half-pixel centres, no antialiasing: output
 * pixel i reads the input at s = (i + 0.5) · (from / to) − 0.5, clamped; halves round up. A
 * picture that has the size is returned itself.
 * @param {Uint8Array} image from × from
 * @param {number} from
 * @param {number} to
 * @returns {Uint8Array} to × to
 */
export function resizeBilinear(image, from, to) {
  if (from === to) return image;
  return resizeSquare(image, from, to, { left: 0, top: 0, side: from });
}

/**
 * Resize the ink of a square picture until it fills the other size, its aspect kept, as the zip
 * codes of 1989 were prepared ("size normalized", LeCun et al. 1989, section 3.1).
 * @param {Uint8Array} image from × from
 * @param {number} from
 * @param {number} to
 * @returns {Uint8Array} to × to
 */
export function sizeNormalize(image, from, to) {
  let [x0, y0, x1, y1] = [from, from, -1, -1];
  for (let at = 0; at < image.length; at++) {
    if (image[at] < INK_THRESHOLD) continue;
    const x = at % from;
    const y = Math.floor(at / from);
    x0 = Math.min(x0, x);
    y0 = Math.min(y0, y);
    x1 = Math.max(x1, x);
    y1 = Math.max(y1, y);
  }
  if (x1 < 0) return resizeBilinear(image, from, to);
  const side = Math.max(x1 - x0, y1 - y0) + 1;
  return resizeSquare(image, from, to, {
    left: (x0 + x1 + 1 - side) / 2,
    top: (y0 + y1 + 1 - side) / 2,
    side,
  });
}

/**
 * Resize a square part of a square picture; what lies outside the picture repeats its edge.
 * @param {Uint8Array} image from × from
 * @param {number} from
 * @param {number} to
 * @param {{left: number, top: number, side: number}} part
 * @returns {Uint8Array} to × to
 */
function resizeSquare(image, from, to, { left: x0, top: y0, side }) {
  const across = samplePoints(from, to, x0, side);
  const down = samplePoints(from, to, y0, side);
  const result = new Uint8Array(to * to);
  for (let y = 0; y < to; y++) {
    const upper = down.first[y] * from;
    const lower = down.second[y] * from;
    const fy = down.share[y];
    for (let x = 0; x < to; x++) {
      const left = across.first[x];
      const right = across.second[x];
      const fx = across.share[x];
      const above = image[upper + left] * (1 - fx) + image[upper + right] * fx;
      const below = image[lower + left] * (1 - fx) + image[lower + right] * fx;
      result[y * to + x] = Math.floor(above * (1 - fy) + below * fy + 0.5);
    }
  }
  return result;
}

/**
 * For each output pixel the two inputs to mix and the share of the second.
 * @param {number} from
 * @param {number} to
 * @param {number} start
 * @param {number} side
 */
function samplePoints(from, to, start, side) {
  const first = new Int32Array(to);
  const second = new Int32Array(to);
  const share = new Float64Array(to);
  for (let i = 0; i < to; i++) {
    const source = Math.min(Math.max((i + 0.5) * (side / to) - 0.5 + start, 0), from - 1);
    first[i] = Math.floor(source);
    second[i] = Math.min(first[i] + 1, from - 1);
    share[i] = source - first[i];
  }
  return { first, second, share };
}
