/**
 * From ten outputs to an answer: which digit, how sure, and whether to say it at all.
 *
 * Confidence is, for tanh outputs, half the distance from the best to the second best (1: the
 * winner says +1 and all others −1); for softmax outputs, the winner's probability.
 */

/**
 * `rejected` keeps the best guess but does not stand by it; `blank` has nothing to guess from.
 * @typedef {{
 *   state: "accepted" | "rejected" | "blank", digit: number, second: number, confidence: number,
 * }} Decision
 */

/** @type {Decision} */
export const NO_DECISION = { state: "blank", digit: -1, second: -1, confidence: 0 };

/** The least confidence that is accepted, by kind of output. */
const LEAST = { Tanh: 0.5, Softmax: 0.6 };

/**
 * @param {Float64Array} outputs ten
 * @param {"Tanh" | "Softmax"} kind
 * @param {"none" | "speck" | "ink"} ink what there is on the pad
 * @returns {Decision}
 */
export function decide(outputs, kind, ink) {
  if (ink === "none") return NO_DECISION;
  let digit = 0;
  for (let i = 1; i < outputs.length; i++) if (outputs[i] > outputs[digit]) digit = i;
  let second = digit === 0 ? 1 : 0;
  for (let i = 0; i < outputs.length; i++) {
    if (i !== digit && outputs[i] > outputs[second]) second = i;
  }
  const best = outputs[digit];
  const confidence = kind === "Tanh" ? (best - outputs[second]) / 2 : best;
  const accepted = ink === "ink" && confidence >= LEAST[kind];
  return { state: accepted ? "accepted" : "rejected", digit, second, confidence };
}
