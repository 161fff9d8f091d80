/** The run that trains in the page: its state, and every action that changes it. Knows no DOM. */

import { createSlice } from "../../state/slices.js";

/** @typedef {import("../../data/card.js").PassRecord} PassRecord */
/** @typedef {import("../../state/store.js").State} State */
/** @typedef {import("./training-worker.js").Report} Report */

/**
 * - idle: nothing begun · paused: begun, at rest · running · resting: the page is hidden
 * - failed: the worker is lost; what it reached stays · unsupported: this browser cannot
 * @typedef {"idle" | "running" | "paused" | "resting" | "failed" | "unsupported"} Phase
 */

/**
 * @typedef {object} Training
 * @property {Phase} phase
 * @property {number} stretch counts the times it was set going; late reports are told by it
 * @property {number} seed of the present or next run: a whole number from 0 to 2⁵³ − 1
 * @property {number} rate
 * @property {number} images in the training set
 * @property {number} last the pass at which a run ends
 * @property {number} done images shown so far
 * @property {number} until where it was told to stop
 * @property {number} perSecond images
 * @property {PassRecord[]} passes
 * @property {Float32Array | null} vector the network as it is now
 * @property {string} failure
 * @property {boolean} restHidden stop while the page is hidden
 */

/** @type {Training} */
const UNTRAINED = {
  phase: "idle",
  stretch: 0,
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
 * Begin anew, with the seed and the rate as they are set.
 * @param {State} state
 * @returns {State}
 */
export function begin(state) {
  const { stretch } = slice.of(state);
  const fresh = { done: 0, until: 0, perSecond: 0, passes: [], vector: null, failure: "" };
  return change(state, { ...fresh, phase: "paused", stretch: stretch + 1 });
}

/**
 * Set it going; whatever the worker has still to say of the time before no longer counts.
 * @param {State} state
 * @param {number} until
 * @returns {State}
 */
export function run(state, until) {
  const stretch = slice.of(state).stretch + 1;
  return change(state, { phase: "running", until, stretch, failure: "" });
}

/**
 * Take up a run where it was left.
 * @param {State} state
 * @param {Partial<Training>} left
 */
export function resume(state, left) {
  return change(begin(state), left);
}

/**
 * Back to before any run.
 * @param {State} state
 * @returns {State}
 */
export function forget(state) {
  return change(begin(state), { phase: "idle" });
}

/**
 * What the worker reports of the present run.
 * @param {State} state
 * @param {Report} report
 * @returns {State}
 */
export function hear(state, report) {
  const training = slice.of(state);
  if (report.kind === "pass" && report.stretch === training.stretch) {
    const { number, train, test, seconds } = report;
    return change(state, { passes: [...training.passes, { number, train, test, seconds }] });
  }
  if (report.kind === "progress" && report.stretch === training.stretch) {
    const { done, vector, perSecond } = report;
    const phase = training.phase === "running" && done >= training.until ? "paused" : training.phase;
    return change(state, { done, vector, phase, perSecond: perSecond || training.perSecond });
  }
  return state;
}

/**
 * The worker is lost. What the page knows of the run stays, and can be taken up by another.
 * @param {State} state
 * @param {string} failure a sentence
 * @returns {State}
 */
export function fail(state, failure) {
  return change(state, { phase: slice.of(state).vector ? "failed" : "idle", failure });
}

/**
 * A seed as somebody types it: a whole number from 0 to 2⁵³ − 1; anything else is null.
 * @param {string} text
 */
export function readSeed(text) {
  const seed = Number(text.replace(/[\s,_]/g, "") || NaN);
  return Number.isSafeInteger(seed) && seed >= 0 ? seed : null;
}

/**
 * A learning rate from 0.000001 to 10; anything else is null.
 * @param {string} text
 */
export function readRate(text) {
  const rate = Number(text.trim().replace(",", ".") || NaN);
  return rate >= 1e-6 && rate <= 10 ? rate : null;
}

/**
 * Whether a run has the settings of a recipe: then, at its end, its weights must be the recipe's.
 * @param {Training} training
 * @param {{seed: number, learning_rate: number}} recipe
 */
export function isStandard({ seed, rate }, recipe) {
  return seed === recipe.seed && rate === recipe.learning_rate;
}
