/**
 * Distort a drawing by shift, rotation, scale, shear, thickness and noise. Strokes are transformed as
 * vectors and rasterized again; a picture is resampled.
 */

import { FRAMED_PEN_WIDTH, IMAGE_SIZE } from "../../constants/ink.js";
import { frame } from "../../ink/framing.js";
import { createRaster, rasterize } from "../../ink/raster.js";
import { imagesOf } from "../../network/input.js";

/** @typedef {import("../../ink/draw.js").Drawing} Drawing */
/** @typedef {import("../../network/input.js").Images} Images */

/**
 * `dx`, `dy` in pixels of 28; `turn` in degrees; `size` and `pen` as factors; `slant` the horizontal
 * shear; `noise` the standard deviation as a share of full ink.
 * @typedef {{dx: number, dy: number, turn: number, size: number, slant: number, pen: number, noise: number}} Distortion
 */

/** @type {Distortion} */
export const STRAIGHT = { dx: 0, dy: 0, turn: 0, size: 1, slant: 0, pen: 1, noise: 0 };

const raster = createRaster(IMAGE_SIZE);

/**
 * @param {Drawing} drawing not blank
 * @param {Distortion} distortion
 * @param {import("../../ink/framing.js").FramingOptions} framing
 * @param {boolean} again frame the drawing after it is distorted, not only before
 * @returns {Images}
 */
export function distort({ strokes, picture }, distortion, framing, again) {
  const { dx, dy, size, pen, noise } = distortion;
  if (picture) {
    const thick = thicken(resample(picture.pixels, distortion), (pen - 1) * (FRAMED_PEN_WIDTH / 2));
    return imagesOf(addNoise(thick, noise));
  }
  if (strokes.length === 0) return frame(strokes, framing); // cleared while work was under way
  const { redrawn, centred } = frame(strokes, framing);
  const base = framing.whole ? { ...redrawn, pen: 0 } : centred;
  const points = strokes.flatMap((stroke) => stroke.points);
  const [cx, cy] = [0, 1].map((axis) => {
    const along = points.map((point) => point[axis]);
    return (along.reduce((a, b) => Math.min(a, b)) + along.reduce((a, b) => Math.max(a, b))) / 2;
  });
  const [a, b, c, d] = matrix(distortion);
  const moved = strokes.map((stroke) => ({
    points: stroke.points.map(([x, y]) => [
      cx + a * (x - cx) + b * (y - cy) + dx / base.scale,
      cy + c * (x - cx) + d * (y - cy) + dy / base.scale,
    ]),
    width: stroke.width * size * pen,
  }));
  if (again || framing.whole) {
    const framed = frame(moved, framing);
    return noise > 0 ? imagesOf(addNoise(framed.image28, noise)) : framed;
  }
  const placed = rasterize(raster, moved, { ...base, pen: base.pen * size * pen });
  return imagesOf(addNoise(placed.slice(), noise));
}

/**
 * Return the linear part: shear, then scale and rotation (clockwise).
 * @param {Distortion} distortion
 */
function matrix({ turn, size, slant }) {
  const cos = Math.cos((turn * Math.PI) / 180) * size;
  const sin = Math.sin((turn * Math.PI) / 180) * size;
  return [cos, -sin - slant * cos, sin, cos - slant * sin];
}

/**
 * @param {Uint8Array} image
 * @param {Distortion} distortion
 */
function resample(image, distortion) {
  const [a, b, c, d] = matrix(distortion);
  const determinant = a * d - b * c;
  const middle = (IMAGE_SIZE - 1) / 2;
  const result = new Uint8Array(IMAGE_SIZE * IMAGE_SIZE);
  for (let i = 0; i < result.length; i++) {
    const x = (i % IMAGE_SIZE) - middle - distortion.dx;
    const y = Math.floor(i / IMAGE_SIZE) - middle - distortion.dy;
    const fromX = (d * x - b * y) / determinant + middle;
    const fromY = (a * y - c * x) / determinant + middle;
    const left = Math.floor(fromX);
    const top = Math.floor(fromY);
    const [fx, fy] = [fromX - left, fromY - top];
    const above = at(left, top) * (1 - fx) + at(left + 1, top) * fx;
    const below = at(left, top + 1) * (1 - fx) + at(left + 1, top + 1) * fx;
    result[i] = Math.round(above * (1 - fy) + below * fy);
  }
  return result;

  /**
   * @param {number} x
   * @param {number} y
   */
  function at(x, y) {
    return x < 0 || y < 0 || x >= IMAGE_SIZE || y >= IMAGE_SIZE ? 0 : image[y * IMAGE_SIZE + x];
  }
}

/**
 * Dilate by a soft disc of `radius` pixels; erode by a negative one.
 * @param {Uint8Array} image
 * @param {number} radius
 */
function thicken(image, radius) {
  if (radius === 0) return image;
  const flip = radius < 0 ? 255 : 0;
  const reach = Math.ceil(Math.abs(radius));
  const result = new Uint8Array(image.length);
  for (let i = 0; i < image.length; i++) {
    let most = 0;
    for (let y = -reach; y <= reach; y++) {
      for (let x = -reach; x <= reach; x++) {
        const [column, row] = [(i % IMAGE_SIZE) + x, Math.floor(i / IMAGE_SIZE) + y];
        if (column < 0 || row < 0 || column >= IMAGE_SIZE || row >= IMAGE_SIZE) continue;
        const weight = Math.min(Math.max(Math.abs(radius) + 1 - Math.hypot(x, y), 0), 1);
        most = Math.max(most, weight * Math.abs(image[row * IMAGE_SIZE + column] - flip));
      }
    }
    result[i] = Math.abs(Math.round(most) - flip);
  }
  return result;
}

/** Fixed Gaussian noise: sums of twelve numbers of a Lehmer generator. */
const NOISE = (() => {
  let seed = 1989;
  const uniform = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  return Float64Array.from({ length: IMAGE_SIZE * IMAGE_SIZE }, () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += uniform();
    return sum;
  });
})();

/**
 * @param {Uint8Array} image
 * @param {number} noise
 */
function addNoise(image, noise) {
  if (noise === 0) return image;
  const noisy = new Uint8ClampedArray(image.length);
  for (let i = 0; i < image.length; i++) noisy[i] = image[i] + 255 * noise * NOISE[i];
  return new Uint8Array(noisy.buffer);
}
