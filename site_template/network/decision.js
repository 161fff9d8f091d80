/**
 * From ten outputs to an answer: which digit, how sure, and whether to say it at all. Mirrors
 * trainer/reading/decision.py.
 *
 * The margin between the best and the second-best output says how clear the choice is: their
 * difference for tanh outputs, the difference of their logarithms for a softmax (the difference
 * of its totals). The confidence is 1 / (1 + exp(−(intercept + slope · margin))), the two numbers
 * fitted on strokes of writers that training never saw. Below `least` the answer is "not sure".
 */

/**
 * `rejected` keeps the best guess but does not stand by it; `blank` has nothing to guess from.
 * @typedef {{
 *   state: "accepted" | "rejected" | "blank", digit: number, second: number, confidence: number,
 * }} Decision
 */

/** @typedef {{intercept: number, slope: number, least: number}} Calibration */

/** @type {Decision} */
export const NO_DECISION = { state: "blank", digit: -1, second: -1, confidence: 0 };

/**
 * For weights that nobody has calibrated: cautious and untested.
 * @type {{Tanh: Calibration, Softmax: Calibration}}
 */
export const UNCALIBRATED = {
  Tanh: { intercept: -3, slope: 6, least: 0.5 },
  Softmax: { intercept: -2, slope: 1, least: 0.5 },
};

/**
 * @param {Float64Array} outputs ten
 * @param {"Tanh" | "Softmax"} kind
 * @param {"none" | "speck" | "ink"} ink what there is on the pad; a speck is never accepted
 * @param {Calibration} [calibration] from the weights' card
 * @returns {Decision}
 */
export function decide(outputs, kind, ink, calibration = UNCALIBRATED[kind]) {
  if (ink === "none") return NO_DECISION;
  let digit = 0;
  for (let i = 1; i < outputs.length; i++) if (outputs[i] > outputs[digit]) digit = i;
  let second = digit === 0 ? 1 : 0;
  for (let i = 0; i < outputs.length; i++) {
    if (i !== digit && outputs[i] > outputs[second]) second = i;
  }
  const margin = level(outputs[digit], kind) - level(outputs[second], kind);
  const confidence = 1 / (1 + Math.exp(-(calibration.intercept + calibration.slope * margin)));
  const accepted = ink === "ink" && confidence >= calibration.least;
  return { state: accepted ? "accepted" : "rejected", digit, second, confidence };
}

/**
 * @param {number} output
 * @param {"Tanh" | "Softmax"} kind
 */
function level(output, kind) {
  return kind === "Tanh" ? output : Math.log(Math.max(output, 1e-300));
}
