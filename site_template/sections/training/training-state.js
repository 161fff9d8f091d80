/** A training run in the page: its state, and the actions on it. */

import { createSlice } from "../../state/slices.js";

/** @typedef {import("../../data/card.js").PassRecord} PassRecord */
/** @typedef {import("../../state/store.js").State} State */
/** @typedef {import("./training-worker.js").Report} Report */

/**
 * - idle: not begun · paused · running · resting: paused while the page is hidden
 * - failed: the worker is lost, its last report is kept · unsupported here; `failure` says why
 * @typedef {"idle" | "running" | "paused" | "resting" | "failed" | "unsupported"} Phase
 */

/**
 * @typedef {object} Training
 * @property {Phase} phase
 * @property {number} generation counts the starts; late reports belong to an older one
 * @property {number} seed of the current or next run: an integer from 0 to 2⁵³ − 1
 * @property {number} rate
 * @property {number} images in the training set
 * @property {number} last the pass at which a run ends
 * @property {number} done images shown so far
 * @property {number} until how many images it stops after
 * @property {number} perSecond images
 * @property {PassRecord[]} passes
 * @property {Float32Array | null} vector the current parameters
 * @property {string} failure
 * @property {boolean} restHidden pause while the page is hidden
 */

/** @type {Training} */
const UNTRAINED = {
  phase: "idle",
  generation: 0,
  seed: 0,
  rate: 0,
  images: 0,
  last: 0,
  done: 0,
  until: 0,
  perSecond: 0,
  passes: [],
  vector: null,
  failure: "",
  restHidden: true,
};

export const slice = createSlice("training", UNTRAINED);

/** @param {Training} training */
export function isOver({ done, images, last }) {
  return done >= images * last;
}

/**
 * @param {State} state
 * @param {Partial<Training>} changes
 * @returns {State}
 */
export function change(state, changes) {
  return slice.put(state, { ...slice.of(state), ...changes });
}

/**
 * Begin a new run with the seed and the rate that are set.
 * @param {State} state
 * @returns {State}
 */
export function begin(state) {
  const { generation } = slice.of(state);
  const fresh = { done: 0, until: 0, perSecond: 0, passes: [], vector: null, failure: "" };
  return change(state, { ...fresh, phase: "paused", generation: generation + 1 });
}

/**
 * Start or continue the run; reports of the time before are ignored from now on.
 * @param {State} state
 * @param {number} until
 * @returns {State}
 */
export function run(state, until) {
  const generation = slice.of(state).generation + 1;
  return change(state, { phase: "running", until, generation, failure: "" });
}

/**
 * Restore a run.
 * @param {State} state
 * @param {Partial<Training>} left
 */
export function resume(state, left) {
  return change(begin(state), left);
}

/**
 * Discard the run.
 * @param {State} state
 * @returns {State}
 */
export function reset(state) {
  return change(begin(state), { phase: "idle" });
}

/**
 * Apply a report on the current run.
 * @param {State} state
 * @param {Report} report
 * @returns {State}
 */
export function receive(state, report) {
  const training = slice.of(state);
  if (report.kind === "pass" && report.generation === training.generation) {
    const { number, train, test, seconds } = report;
    return change(state, { passes: [...training.passes, { number, train, test, seconds }] });
  }
  if (report.kind === "progress" && report.generation === training.generation) {
    const { done, vector, perSecond } = report;
    const phase = training.phase === "running" && done >= training.until ? "paused" : training.phase;
    return change(state, { done, vector, phase, perSecond: perSecond || training.perSecond });
  }
  return state;
}

/**
 * Mark the worker as lost. What was reported is kept, and another worker can continue.
 * @param {State} state
 * @param {string} failure a sentence
 * @returns {State}
 */
export function fail(state, failure) {
  return change(state, { phase: slice.of(state).vector ? "failed" : "idle", failure });
}

/**
 * Parse a seed: an integer from 0 to 2⁵³ − 1; null for anything else.
 * @param {string} text
 */
export function parseSeed(text) {
  const seed = Number(text.replace(/[\s,_]/g, "") || NaN);
  return Number.isSafeInteger(seed) && seed >= 0 ? seed : null;
}

/**
 * Parse a learning rate from 0.000001 to 10; null for anything else.
 * @param {string} text
 */
export function parseRate(text) {
  const rate = Number(text.trim().replace(",", ".") || NaN);
  return rate >= 1e-6 && rate <= 10 ? rate : null;
}

/**
 * Return whether a run has the settings of a recipe; its final weights must then be the recipe's.
 * @param {Training} training
 * @param {{seed: number, learning_rate: number}} recipe
 */
export function isStandard({ seed, rate }, recipe) {
  return seed === recipe.seed && rate === recipe.learning_rate;
}
