/** The axes on which the results of training runs are shown, beside published ones. */

/** @typedef {import("../data/card.js").PassRecord} PassRecord */
/** @typedef {import("../ui/plot.js").Axis} Axis */

const ERRORS = [0.1, 0.3, 1, 3, 10];
const MORE_ERRORS = [30, 100];
const LOSSES = [0.003, 0.01, 0.03, 0.1, 0.3];
const MORE_LOSSES = [1, 3, 10];

/**
 * Of errors, in per cent; longer where the records need it.
 * @param {readonly PassRecord[]} records
 * @returns {Axis}
 */
export function errorAxis(records) {
  const to = records.flatMap(({ train, test }) => [train, test].map(({ misses, images }) => (100 * misses) / images));
  return { from: 0.05, ...scale(Math.max(20, ...to), ERRORS, MORE_ERRORS, " %") };
}

/**
 * Of losses; longer where the records need it.
 * @param {readonly PassRecord[]} records
 * @returns {Axis}
 */
export function lossAxis(records) {
  const to = records.flatMap(({ train, test }) => [train.loss, test.loss]);
  return { from: 0.0015, ...scale(Math.max(0.3, ...to), LOSSES, MORE_LOSSES, "") };
}

/**
 * @param {number} to
 * @param {number[]} usual ticks
 * @param {number[]} more that are shown where the axis reaches them
 * @param {string} unit
 */
function scale(to, usual, more, unit) {
  const shown = [...usual, ...more.filter((value) => value <= to)];
  const ticks = /** @type {[number, string][]} */ (shown.map((value) => [value, `${value}${unit}`]));
  return { to, log: true, ticks };
}

/**
 * @param {number} last
 * @returns {Axis}
 */
export function passAxis(last) {
  const step = Math.max(Math.round(last / 5), 1);
  const usual = [...Array(last).keys()].filter((pass) => pass % step === 0);
  const ticks = /** @type {[number, string][]} */ ([...usual, last].map((pass) => [pass, String(pass)]));
  return { from: -0.5, to: last + 0.5, ticks };
}
