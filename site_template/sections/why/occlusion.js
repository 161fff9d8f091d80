/** Occlusion sensitivity: how an output changes when a blank patch hides a part of the picture. */

/** @typedef {import("../../network/field.js").Field} Field */
/** @typedef {import("../../network/input.js").Input} Seen */

/** About so many places across the picture, and the patch's side in such places. */
const PLACES = 16;
const SIDE = 5;

/** Of a place, in pixels. @param {number} size of the picture */
function stepOf(size) {
  return Math.max(Math.round(size / PLACES), 1);
}

/**
 * Return the patch around a pixel, clipped to the picture.
 * @param {number} size of the picture
 * @param {number} pixel
 * @returns {Field}
 */
export function patchAt(size, pixel) {
  const step = stepOf(size);
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
 * Return the input with a blank patch in each of its channels.
 * @param {ArrayLike<number>} input channels × side × side
 * @param {Field} patch
 * @param {Seen} seen
 * @returns {Float32Array}
 */
export function withBlank(input, { row, column, rows, columns }, { side, channels, paper }) {
  const hidden = Float32Array.from(input);
  for (let channel = 0; channel < channels; channel++) {
    for (let y = row; y < row + rows; y++) {
      const from = (channel * side + y) * side + column;
      hidden.fill(paper, from, from + columns);
    }
  }
  return hidden;
}

/**
 * Slide the patch over the whole picture, one place in each step.
 * @param {Pick<import("../../network/weight-set.js").WeightSet, "forward">} weights
 * @param {Float32Array} input
 * @param {Seen} seen
 * @param {number} output the index of the output that is observed
 * @param {Float64Array} change by pixel of the picture: what hiding its place does to that output
 * @returns {Generator<void>}
 */
export function* occlude(weights, input, seen, output, change) {
  const { side } = seen;
  const step = stepOf(side);
  const whole = weights.forward(input)[output];
  for (let y = 0; y < side; y += step) {
    for (let x = 0; x < side; x += step) {
      const patch = patchAt(side, y * side + x);
      const value = weights.forward(withBlank(input, patch, seen))[output] - whole;
      for (let row = y; row < Math.min(y + step, side); row++) {
        change.fill(value, row * side + x, row * side + Math.min(x + step, side));
      }
      yield;
    }
  }
}
