/** Occlusion: what becomes of the answer when a blank patch hides a part of the picture. */

/** @typedef {import("../../network/field.js").Field} Field */

/** Places across the picture, and the patch's side in such places. */
const PLACES = 16;
const SIDE = 5;

/**
 * The patch around a pixel, clipped to the picture.
 * @param {number} size of the picture
 * @param {number} pixel
 * @returns {Field}
 */
export function patchAt(size, pixel) {
  const step = size / PLACES;
  const [row, rows] = reach(Math.floor(pixel / size));
  const [column, columns] = reach(pixel % size);
  return { maps: [0], row, column, rows, columns };

  /** @param {number} at */
  function reach(at) {
    const first = Math.floor(at / step) * step - Math.floor((SIDE * step - step) / 2);
    const from = Math.max(first, 0);
    return [from, Math.min(first + SIDE * step, size) - from];
  }
}

/**
 * The picture with a patch made blank.
 * @param {ArrayLike<number>} input size × size
 * @param {Field} patch
 * @param {number} paper
 * @returns {Float32Array}
 */
export function withBlank(input, { row, column, rows, columns }, paper) {
  const hidden = Float32Array.from(input);
  const size = Math.sqrt(input.length);
  for (let y = row; y < row + rows; y++) {
    hidden.fill(paper, y * size + column, y * size + column + columns);
  }
  return hidden;
}

/**
 * Slide the patch over the whole picture, one place a step.
 * @param {Pick<import("../../network/weight-set.js").WeightSet, "forward">} weights
 * @param {Float32Array} input
 * @param {number} paper
 * @param {number} output which one to watch
 * @param {Float64Array} change by pixel of the input: what hiding its place does to that output
 * @returns {Generator<void>}
 */
export function* occlude(weights, input, paper, output, change) {
  const size = Math.sqrt(input.length);
  const step = size / PLACES;
  const whole = weights.forward(input)[output];
  for (let y = 0; y < size; y += step) {
    for (let x = 0; x < size; x += step) {
      const patch = patchAt(size, y * size + x);
      const value = weights.forward(withBlank(input, patch, paper))[output] - whole;
      for (let row = y; row < y + step; row++) change.fill(value, row * size + x, row * size + x + step);
      yield;
    }
  }
}
