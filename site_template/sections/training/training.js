/** Train it yourself: the controls of the run, and what becomes of its weights. */

import { writeCheckpoint } from "../../data/checkpoint.js";
import { download, find, readJson, setText, whenNear } from "../../ui/dom.js";
import { hasSimd } from "../../network/bulk.js";
import { mountPad } from "../../pad/pad.js";
import { keepSession, recallSession } from "./session.js";
import { learned, mountTeaching } from "./teaching.js";
import { choose } from "../../state/weights.js";
import { checkpointOf, register, weightsOf } from "../../network/trained-weights.js";
import { createTrainer } from "./training-host.js";
import { begin, change, fail, forget, hear, isOver, readRate, readSeed, resume, run } from "./training-state.js";
import { createLearner, createRunCurves, createRunKernels } from "./training-views.js";
import { proofSentence, sentence, speedSentence, startLabel } from "./training-words.js";

/** @typedef {import("../../state/store.js").State} State */
/** @typedef {import("../../state/store.js").Store} Store */
/** @typedef {import("./training-state.js").Training} Training */
/** @typedef {import("../../network/trained-weights.js").Given} Given */
/** @typedef {import("../../network/networks.js").PageNetwork} PageNetwork */

/**
 * @param {Store} store
 * @param {import("../../main.js").Context} context
 */
export function mountTraining(store, context) {
  const section = document.querySelector("#training");
  if (!section) return; // built without it
  /** @type {Given} */
  const given = readJson("training/recipe");
  const page = context.pages.find(({ name }) => name === given.recipe.network);
  if (!page) throw new Error(`the page has no network ${given.recipe.network}`);
  const { seed, learning_rate: rate, passes: last } = given.recipe;
  const phase = hasSimd() ? "idle" : "unsupported";
  store.dispatch(change, { seed, rate, last, images: given.images, phase });

  const trainer = createTrainer(
    page.name,
    (report) => {
      if (report.kind === "taught") learned(store, page, report);
      else store.dispatch(hear, report);
    },
    (reason) => store.dispatch(fail, reason),
  );
  store.subscribe(({ training, teaching }) => {
    trainer.expect(training.phase === "running" || teaching.learning);
  });
  restore(store, page);
  mountTeaching(store, context, page, trainer);
  mountPad(store, find("#train-pad", HTMLCanvasElement));
  listen(store, page, trainer, given);
  whenNear(section, () => show(store, context, page, given));
}

/**
 * @param {Store} store
 * @param {PageNetwork} page
 * @param {import("./training-host.js").Trainer} trainer
 * @param {Given} given
 */
function listen(store, page, trainer, given) {
  /** @param {string} id @param {() => void} act */
  function onClick(id, act) {
    const button = find(id, HTMLButtonElement);
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") !== "true") act();
    });
  }

  /** Begin if nothing is begun, and train until so many images. @param {(training: Training) => number} until */
  function train(until) {
    if (store.state.training.phase === "idle") store.dispatch(begin);
    store.dispatch(run, until(store.state.training));
    // All is told anew each time: the worker may be another one, or further on than was heard.
    const { stretch, seed, rate, vector, done } = store.state.training;
    trainer.post({ kind: "begin", stretch, seed, rate, vector, done });
    trainer.post({ kind: "train", until: store.state.training.until });
  }

  /** @param {Training["phase"]} phase */
  function stop(phase) {
    trainer.post({ kind: "pause" });
    store.dispatch(change, { phase });
  }

  onClick("#train-start", () => {
    const { phase } = store.state.training;
    if (phase === "running") stop("paused");
    else train(({ images, last }) => images * last);
  });
  onClick("#train-pass", () => train(({ done, images }) => (Math.floor(done / images) + 1) * images));
  onClick("#train-over", () => {
    trainer.post({ kind: "pause" });
    store.dispatch(forget);
  });
  onClick("#train-use", () => {
    const { id } = register(page, weightsOf(store.state.training, given));
    store.dispatch(choose, page.name, id);
  });
  onClick("#train-download", () => {
    const { card, vector } = weightsOf(store.state.training, given);
    const { seed, done } = store.state.training;
    download(`${page.name}-seed${seed}-${done}.safetensors`, writeCheckpoint(checkpointOf(page, card, vector)));
  });
  onClick("#train-back", () => store.dispatch(choose, page.name, page.first.id));

  const rest = find("#train-rest", HTMLInputElement);
  rest.addEventListener("change", () => store.dispatch(change, { restHidden: rest.checked }));
  document.addEventListener("visibilitychange", () => {
    const { phase, restHidden, until } = store.state.training;
    if (document.hidden && phase === "running" && restHidden) stop("resting");
    if (!document.hidden && phase === "resting") train(() => until);
  });
  addEventListener("pagehide", () => keep(store, page));

  field("#train-seed", readSeed, "a whole number from 0 to 9,007,199,254,740,991", (seed) => ({ seed }));
  field("#train-rate", readRate, "a number from 0.000001 to 10", (rate) => ({ rate }));

  /**
   * @param {string} id
   * @param {(text: string) => number | null} read
   * @param {string} expected
   * @param {(value: number) => Partial<Training>} changes
   */
  function field(id, read, expected, changes) {
    const input = find(id, HTMLInputElement);
    input.addEventListener("change", () => {
      const value = read(input.value);
      input.setCustomValidity(value === null ? `Expected ${expected}.` : "");
      if (input.reportValidity() && value !== null) store.dispatch(change, changes(value));
    });
  }
}

/**
 * @param {Store} store
 * @param {import("../../main.js").Context} context
 * @param {PageNetwork} page
 * @param {Given} given
 */
function show(store, { read }, page, given) {
  const drawCurves = createRunCurves(page, given.recipe.passes);
  const drawKernels = createRunKernels(page);
  const drawLearner = createLearner(page);
  const status = find("#train-status", HTMLOutputElement);
  const proof = find("#train-proof", HTMLElement);
  const speed = find("#train-speed", HTMLElement);
  const start = find("#train-start", HTMLButtonElement);
  const seed = find("#train-seed", HTMLInputElement);
  const rate = find("#train-rate", HTMLInputElement);
  const enable = (/** @type {string} */ id, /** @type {boolean} */ on) =>
    find(id, HTMLButtonElement).setAttribute("aria-disabled", String(!on));

  store.subscribe((state, previous) => {
    const { training } = state;
    if (training.vector !== previous?.training.vector) drawKernels(training.vector);
    if (training.passes !== previous?.training.passes) drawCurves(training.passes);
    const { drawing, framing, weights } = state;
    if (training.vector !== previous?.training.vector || drawing !== previous.drawing || framing !== previous.framing) {
      drawLearner(training.vector, read(state).framed);
    }
    if (training === previous?.training && weights === previous.weights) return;

    const { phase, vector } = training;
    const can = phase !== "unsupported";
    const over = isOver(training);
    setText(start, startLabel(training));
    enable("#train-start", can && !over);
    enable("#train-pass", can && !over && phase !== "running");
    enable("#train-over", can && phase !== "idle");
    enable("#train-use", vector !== null && phase !== "running" && training.done > 0);
    enable("#train-download", vector !== null && phase !== "running" && training.done > 0);
    enable("#train-back", state.weights[page.name] !== page.first.id);
    for (const input of [seed, rate]) input.disabled = phase !== "idle";
    if (document.activeElement !== seed) seed.value = String(training.seed);
    if (document.activeElement !== rate) rate.value = String(training.rate);
    setText(status, sentence(training));
    setText(speed, speedSentence(training));
    setText(proof, phase === "running" ? "" : proofSentence(page, training, given));
  });
}

/**
 * @param {Store} store
 * @param {PageNetwork} page
 */
function keep({ state }, page) {
  const { seed, rate, done, passes, vector } = state.training;
  const left = vector ? { seed, rate, done, passes, vector } : null;
  const made = page.made.map(({ title, checkpoint, vector: own }) => ({ title, card: checkpoint.card, vector: own }));
  if (left || made.length) keepSession({ run: left, made, chosen: state.weights[page.name] });
}

/**
 * @param {Store} store
 * @param {PageNetwork} page
 */
function restore(store, page) {
  const session = recallSession();
  if (!session) return;
  const { length } = page.first.vector;
  for (const made of session.made) if (made.vector.length === length) register(page, made);
  store.dispatch(choose, page.name, (page.find(session.chosen) ?? page.first).id);
  if (!session.run || store.state.training.phase === "unsupported") return;
  store.dispatch(resume, session.run);
}
