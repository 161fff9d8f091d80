/** Compare a layer's activations with NumPy's, for evenly spaced units. */

import { UNITS_COMPARED } from "../../constants/data.js";

/** How a layer did: numbers compared, and the largest deviation. @typedef {{compared: number, deviation: number}} Result */

/**
 * @param {ArrayLike<number>} values
 * @param {ArrayLike<number>} expected of the units that builder/blocks/golden.py picks
 * @returns {Result}
 */
export function compare(values, expected) {
  const compared = Math.min(values.length, UNITS_COMPARED);
  let deviation = compared === expected.length ? 0 : Infinity;
  for (let i = 0; i < compared; i++) {
    const value = values[Math.floor((i * values.length) / compared)];
    const difference = Math.abs(value - expected[i]);
    deviation = Math.max(deviation, Number.isNaN(difference) ? Infinity : difference);
  }
  return { compared, deviation };
}
