/** Format numbers: with U+2212 as the minus sign and a fixed number of digits. */

/**
 * Format a signed value: +0.89, −0.97.
 * @param {number} value
 * @param {number} [digits]
 */
export function signed(value, digits = 2) {
  const text = Math.abs(value).toFixed(digits);
  return Number(text) === 0 ? text : `${value < 0 ? "−" : "+"}${text}`;
}

/**
 * Format a count: 60,000.
 * @param {number} value
 */
export function count(value) {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/**
 * Format a value that may be tiny: +0.31, −0.0042, +1.3 · 10⁻⁷.
 * @param {number} value
 */
export function small(value) {
  const size = Math.abs(value);
  if (size === 0 || size >= 0.1) return signed(value);
  if (size >= 0.001) return signed(value, 4);
  const [digits, power] = size.toExponential(1).split("e");
  const raised = Array.from(power.replace("-", ""), (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]);
  return `${value < 0 ? "−" : "+"}${digits} · 10⁻${raised.join("")}`;
}

const WORDS = "no one two three four five six seven eight nine ten eleven twelve".split(" ");

/**
 * A count as running text has it: up to twelve in letters.
 * @param {number} value
 */
export function inWords(value) {
  return WORDS[value] ?? count(value);
}
