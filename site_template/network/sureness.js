/** How sure an answer is, in words. */

/** @typedef {import("./decision.js").Decision} Decision */

export const UNMEASURED = "nothing was measured for these weights";

/**
 * The confidence, where it was measured; otherwise how far the best output leads.
 * @param {Pick<Decision, "confidence" | "lead">} decision
 */
export function sureness({ confidence, lead }) {
  return confidence === null ? `leads by ${lead.toFixed(2)}` : `confidence ${confidence.toFixed(2)}`;
}

/**
 * The same in short, beside a digit that is shown.
 * @param {Decision} decision
 * @param {string} sure what is said before the confidence of an answer that is accepted
 */
export function verdict({ state, confidence, lead }, sure) {
  if (state === "blank") return "nothing drawn";
  if (confidence === null) return state === "rejected" ? "too small to read" : sureness({ confidence, lead });
  return `${state === "accepted" ? sure : "not sure:"} ${confidence.toFixed(2)}`;
}

/**
 * What that number means.
 * @param {Decision} decision
 */
export function definition({ state, confidence }) {
  if (confidence !== null) return "right so often when this sure";
  return state === "accepted" ? UNMEASURED : "";
}
