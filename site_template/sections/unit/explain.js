/** How the output of one unit is computed: its receptive field, weights, products and sums. */

import { outputsOf, placeOf, unitsIn } from "../../network/stages.js";

/** @typedef {import("../../network/stages.js").Stage} Stage */

/**
 * One map that a unit sees: the patch, the kernel (empty for pooling) and their products, row by
 * row. `outside` marks the cells beyond the map's edge.
 * @typedef {object} Source
 * @property {number} map
 * @property {number} columns
 * @property {number[]} patch
 * @property {boolean[]} outside
 * @property {number[]} kernel
 * @property {number[]} products
 * @property {number} sum
 */

/**
 * `total` is the sum with the bias; `totals` what the stage's last layer is
 * given from all of its units: a softmax looks at all of them.
 * @typedef {{
 *   sources: Source[], bias: number, total: number, totals: ArrayLike<number>, output: number,
 * }} Explanation
 */

/**
 * @param {readonly Stage[]} stages
 * @param {number} at a stage above the input
 * @param {number} unit
 * @param {import("../../network/reading.js").NetworkReading} reading
 * @param {import("../../data/checkpoint.js").Tensors} tensors
 * @returns {Explanation}
 */
export function explain(stages, at, unit, reading, tensors) {
  const stage = stages[at];
  const below = stages[at - 1];
  const seen = outputsOf(reading, below);
  const weights = tensors[`${stage.name}.weight`] ?? [];
  const biases = tensors[`${stage.name}.bias`] ?? [];
  const { map, row, column } = placeOf(stage, unit);
  const { kind, layer } = stage;
  /** @type {Source[]} */
  let sources;
  if (kind === "Dense") {
    sources = allOf(below, unit);
  } else if (kind === "Conv" && layer) {
    const { kernel, stride, padding, table } = layer;
    const top = row * stride - padding;
    const left = column * stride - padding;
    sources = table[map].map((/** @type {number} */ from, /** @type {number} */ i) =>
      window(from, top, left, kernel, (map * table[map].length + i) * kernel * kernel),
    );
  } else {
    const size = layer?.size ?? 1;
    sources = [window(map, row * size, column * size, size, -1)];
  }
  const bias = biases.length === unitsIn(stage) ? biases[unit] : (biases[map] ?? 0);
  const { activations } = reading.weights.model;
  const totals = activations[stage.after.at(-2)?.name ?? stage.name];
  return { sources, bias, total: activations[stage.name][unit], totals, output: outputsOf(reading, stage)[unit] };

  /**
   * Return every map below, whole.
   * @param {Stage} source
   * @param {number} to
   */
  function allOf({ maps, rows, columns }, to) {
    const cells = rows * columns;
    return Array.from({ length: maps }, (_, from) => {
      const first = from * cells;
      const patch = Array.from({ length: cells }, (__, i) => seen[first + i]);
      const kernel = patch.map((__, i) => weights[to * maps * cells + first + i]);
      return createSource(from, columns, patch, patch.map(() => false), kernel);
    });
  }

  /**
   * Return a square window of one map below.
   * @param {number} from
   * @param {number} top
   * @param {number} left
   * @param {number} size
   * @param {number} weight where its kernel begins, or −1
   */
  function window(from, top, left, size, weight) {
    const patch = [];
    const outside = [];
    for (let y = top; y < top + size; y++) {
      for (let x = left; x < left + size; x++) {
        const beyond = y < 0 || x < 0 || y >= below.rows || x >= below.columns;
        outside.push(beyond);
        patch.push(
          beyond ? layer?.paddingValue : seen[(from * below.rows + y) * below.columns + x],
        );
      }
    }
    const kernel = weight < 0 ? [] : patch.map((_, i) => weights[weight + i]);
    return createSource(from, size, patch, outside, kernel);
  }
}

/**
 * @param {number} map
 * @param {number} columns
 * @param {number[]} patch
 * @param {boolean[]} outside
 * @param {number[]} kernel
 * @returns {Source}
 */
function createSource(map, columns, patch, outside, kernel) {
  const products = kernel.map((weight, i) => weight * patch[i]);
  const sum = products.reduce((total, product) => total + product, 0);
  return { map, columns, patch, outside, kernel, products, sum };
}
