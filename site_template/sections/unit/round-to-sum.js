/** Rounding so that the parts, as written, add up to the whole, as written. */

/**
 * Largest remainders: every part is rounded down, and what is then missing from the whole goes,
 * one last digit each, to the parts that lost most. A part that is exactly 0 stays 0. What is
 * written differs from the true number by less than one in the last digit.
 * @param {ArrayLike<number>} parts
 * @param {number} whole their sum as written, in units of the last digit
 * @param {number} [scale] units of the last digit in 1: 100 for two digits
 * @returns {number[]} the parts as written, in units of the last digit
 */
export function roundToSum(parts, whole, scale = 100) {
  const exact = Array.from(parts, (part) => part * scale);
  const rounded = exact.map(Math.floor);
  const missing = rounded.reduce((rest, part) => rest - part, whole);
  const order = exact
    .map((_, i) => i)
    .filter((i) => exact[i] !== 0)
    .sort((a, b) => exact[b] - rounded[b] - (exact[a] - rounded[a]));
  for (const i of order.slice(0, missing)) rounded[i]++;
  return rounded;
}
