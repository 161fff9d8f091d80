/**
 * Decide from the outputs which class it is, how sure that is, and whether to answer at all.
 * Mirrors trainer/reading/decision.py.
 *
 * The margin between the best and the second-best output says how clear the choice is: their
 * difference, for a softmax that of their logarithms (the difference of its logits). The confidence is 1 / (1 + exp(−(intercept + slope · margin))), with the two
 * numbers fitted to strokes of writers who are not in the training set. Below the threshold the
 * answer is "not sure". Weights without a calibration have no confidence, and accept whatever has
 * ink.
 */

import { MIN_PROBABILITY } from "../constants/reading.js";

/** @typedef {import("../data/card.js").Calibration} Calibration */
/** @typedef {import("./emitted.js").OutputKind} OutputKind */

/**
 * @typedef {object} Decision
 * @property {"accepted" | "rejected" | "blank"} state `rejected` keeps the best guess but does not
 *   stand by it; `blank` has nothing to guess from
 * @property {number} digit the largest output; −1 where blank
 * @property {number} second the second largest
 * @property {number | null} confidence how often such an answer is right, 0…1; null where that was
 *   not measured: for weights without a calibration, and for a speck
 * @property {number} lead by how much the largest output exceeds the second
 */

/**
 * @param {Float64Array} outputs
 * @param {OutputKind} kind
 * @param {"none" | "speck" | "ink"} ink what there is on the pad; a speck is never accepted
 * @param {Calibration | null} calibration from the weights' card
 * @returns {Decision}
 */
export function decide(outputs, kind, ink, calibration) {
  if (ink === "none") return { state: "blank", digit: -1, second: -1, confidence: calibration && 0, lead: 0 };
  let digit = 0;
  for (let i = 1; i < outputs.length; i++) if (outputs[i] > outputs[digit]) digit = i;
  let second = digit === 0 ? 1 : 0;
  for (let i = 0; i < outputs.length; i++) {
    if (i !== digit && outputs[i] > outputs[second]) second = i;
  }
  const lead = outputs[digit] - outputs[second];
  if (ink === "speck") return { state: "rejected", digit, second, confidence: null, lead };
  if (!calibration) return { state: "accepted", digit, second, confidence: null, lead };
  const margin = level(outputs[digit], kind) - level(outputs[second], kind);
  const confidence = 1 / (1 + Math.exp(-(calibration.intercept + calibration.slope * margin)));
  return { state: confidence >= calibration.threshold ? "accepted" : "rejected", digit, second, confidence, lead };
}

/**
 * @param {number} output
 * @param {OutputKind} kind
 */
function level(output, kind) {
  return kind === "Softmax" ? Math.log(Math.max(output, MIN_PROBABILITY)) : output;
}
