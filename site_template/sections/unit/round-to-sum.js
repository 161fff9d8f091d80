/** Rounding that keeps a sum: the rounded parts add up to the rounded total. */

/**
 * Round by the largest remainder method: every part is rounded down, and the difference to the total
 * goes, one unit of the last digit each, to the parts with the largest remainders. An exact 0 stays
 * 0. Every error is less than one unit of the last digit.
 * @param {ArrayLike<number>} parts
 * @param {number} total their rounded sum, in units of the last digit
 * @param {number} [scale] units of the last digit in 1: 100 for two digits
 * @returns {number[]} the rounded parts, in units of the last digit
 */
export function roundToSum(parts, total, scale = 100) {
  const exact = Array.from(parts, (part) => part * scale);
  const rounded = exact.map(Math.floor);
  const missing = rounded.reduce((rest, part) => rest - part, total);
  const order = exact
    .map((_, i) => i)
    .filter((i) => exact[i] !== 0)
    .sort((a, b) => exact[b] - rounded[b] - (exact[a] - rounded[a]));
  for (const i of order.slice(0, missing)) rounded[i]++;
  return rounded;
}
