/** Train it yourself: the controls of the run, and of its weights. */

import { writeCheckpoint } from "../../data/checkpoint.js";
import { onPress, setDisabled } from "../../ui/disabled.js";
import { find, setText } from "../../ui/dom.js";
import { download } from "../../ui/download.js";
import { whyNoEngine } from "../../network/bulk.js";
import { mountPad } from "../../pad/pad.js";
import { keepSession, recallSession } from "./session.js";
import { choose } from "../../state/weights.js";
import { trainable } from "./trainable.js";
import { checkpointOf, register, weightsOf } from "./trained-weights.js";
import { trainerOf, whyNoWorker } from "./training-host.js";
import { begin, change, fail, isOver, parseRate, parseSeed, receive, reset, resume, run, slice } from "./training-state.js";
import { createLearner, createRunCurves, createRunKernels } from "./training-views.js";
import { proofSentence, sentence, speedSentence, startLabel } from "./training-text.js";
import { whenNear } from "../../ui/visible.js";

/** @typedef {import("../../state/store.js").State} State */
/** @typedef {import("../../state/store.js").Store} Store */
/** @typedef {import("./training-state.js").Training} Training */
/** @typedef {import("./trainable.js").TrainingSetup} TrainingSetup */
/** @typedef {import("../../network/networks.js").PageNetwork} PageNetwork */

/** @type {import("../../state/instruments.js").Instrument} */
export const training = {
  name: "training",
  initial: slice.initial,
  mount,
};

/**
 * @param {Store} store
 * @param {import("../../state/context.js").Context} context
 */
function mount(store, context) {
  const found = trainable(context.networks);
  if (!found) return;
  const { network, setup } = found;
  const { seed, learning_rate: rate, passes: last } = setup.recipe;
  const failure = whyNoEngine() || whyNoWorker();
  const phase = failure ? "unsupported" : "idle";
  store.dispatch(change, { seed, rate, last, images: setup.images, phase, failure });

  const trainer = trainerOf(network);
  const expect = trainer.subscribe({
    onReport: (report) => store.dispatch(receive, report),
    onFailure: (reason) => store.dispatch(fail, reason),
  });
  store.subscribe((state) => expect(slice.of(state).phase === "running"));
  restore(store, network);
  mountPad(store, find("#train-pad", HTMLCanvasElement));
  listen(store, network, trainer, setup);
  whenNear(find("#training", HTMLElement), () => show(store, context, network, setup));
}

/**
 * @param {Store} store
 * @param {PageNetwork} network
 * @param {import("./training-host.js").Trainer} trainer
 * @param {TrainingSetup} setup
 */
function listen(store, network, trainer, setup) {
  /** @param {string} id @param {() => void} act */
  function onClick(id, act) {
    onPress(find(id, HTMLButtonElement), act);
  }

  /** Train until a number of images, from a new run if there is none. @param {(training: Training) => number} until */
  function train(until) {
    if (slice.of(store.state).phase === "idle") store.dispatch(begin);
    store.dispatch(run, until(slice.of(store.state)));
    // All is sent again each time: the worker may be a new one, or ahead of its last report.
    const { generation, seed, rate, vector, done } = slice.of(store.state);
    trainer.post({ kind: "begin", generation, seed, rate, vector, done });
    trainer.post({ kind: "train", until: slice.of(store.state).until });
  }

  /** @param {Training["phase"]} phase */
  function stop(phase) {
    trainer.post({ kind: "pause" });
    store.dispatch(change, { phase });
  }

  onClick("#train-start", () => {
    const { phase } = slice.of(store.state);
    if (phase === "running") stop("paused");
    else train(({ images, last }) => images * last);
  });
  onClick("#train-pass", () => train(({ done, images }) => (Math.floor(done / images) + 1) * images));
  onClick("#train-over", () => {
    trainer.post({ kind: "pause" });
    store.dispatch(reset);
  });
  onClick("#train-use", () => {
    const { id } = register(network, weightsOf(slice.of(store.state), setup));
    store.dispatch(choose, network.name, id);
  });
  onClick("#train-download", () => {
    const { card, vector } = weightsOf(slice.of(store.state), setup);
    const { seed, done } = slice.of(store.state);
    const file = writeCheckpoint(checkpointOf(network, card, vector));
    download(
      `${network.name}-seed${seed}-${done}.safetensors`,
      new Blob([file], { type: "application/octet-stream" }),
    );
  });
  onClick("#train-back", () => store.dispatch(choose, network.name, network.first.id));

  const rest = find("#train-rest", HTMLInputElement);
  rest.addEventListener("change", () => store.dispatch(change, { restHidden: rest.checked }));
  document.addEventListener("visibilitychange", () => {
    const { phase, restHidden, until } = slice.of(store.state);
    if (document.hidden && phase === "running" && restHidden) stop("resting");
    if (!document.hidden && phase === "resting") train(() => until);
  });
  addEventListener("pagehide", () => keep(store, network));

  field("#train-seed", parseSeed, "a whole number from 0 to 9,007,199,254,740,991", (seed) => ({ seed }));
  field("#train-rate", parseRate, "a number from 0.000001 to 10", (rate) => ({ rate }));

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
 * @param {import("../../state/context.js").Context} context
 * @param {PageNetwork} network
 * @param {TrainingSetup} setup
 */
function show(store, { read }, network, setup) {
  const drawCurves = createRunCurves(network, setup.recipe.passes);
  const drawKernels = createRunKernels(network);
  const drawLearner = createLearner(network);
  const status = find("#train-status", HTMLOutputElement);
  const proof = find("#train-proof", HTMLElement);
  const speed = find("#train-speed", HTMLElement);
  const start = find("#train-start", HTMLButtonElement);
  const seed = find("#train-seed", HTMLInputElement);
  const rate = find("#train-rate", HTMLInputElement);
  const enable = (/** @type {string} */ id, /** @type {boolean} */ on) =>
    setDisabled(find(id, HTMLButtonElement), !on);

  store.subscribe((state, previous) => {
    const now = slice.of(state);
    const before = previous && slice.of(previous);
    if (now.vector !== before?.vector) drawKernels(now.vector);
    if (now.passes !== before?.passes) drawCurves(now.passes);
    const { drawing, framing, weights } = state;
    if (now.vector !== before?.vector || drawing !== previous?.drawing || framing !== previous.framing) {
      drawLearner(now.vector, read(state).framed);
    }
    if (now === before && weights === previous?.weights) return;

    const { phase, vector } = now;
    const can = phase !== "unsupported";
    const over = isOver(now);
    setText(start, startLabel(now));
    enable("#train-start", can && !over);
    enable("#train-pass", can && !over && phase !== "running");
    enable("#train-over", can && phase !== "idle");
    enable("#train-use", vector !== null && phase !== "running" && now.done > 0);
    enable("#train-download", vector !== null && phase !== "running" && now.done > 0);
    enable("#train-back", state.weights[network.name] !== network.first.id);
    for (const input of [seed, rate]) input.disabled = phase !== "idle";
    if (document.activeElement !== seed) seed.value = String(now.seed);
    if (document.activeElement !== rate) rate.value = String(now.rate);
    setText(status, sentence(now));
    setText(speed, speedSentence(network, now));
    setText(proof, phase === "running" ? "" : proofSentence(network, now, setup));
  });
}

/**
 * @param {Store} store
 * @param {PageNetwork} network
 */
function keep({ state }, network) {
  const { seed, rate, done, passes, vector } = slice.of(state);
  const left = vector ? { seed, rate, done, passes, vector } : null;
  const made = network.made.map(({ title, checkpoint, vector: own }) => ({ title, card: checkpoint.card, vector: own }));
  if (left || made.length) keepSession({ run: left, made, chosen: state.weights[network.name] });
}

/**
 * @param {Store} store
 * @param {PageNetwork} network
 */
function restore(store, network) {
  const session = recallSession();
  if (!session) return;
  const { length } = network.first.vector;
  for (const made of session.made) if (made.vector.length === length) register(network, made);
  store.dispatch(choose, network.name, (network.find(session.chosen) ?? network.first).id);
  if (!session.run || slice.of(store.state).phase === "unsupported") return;
  store.dispatch(resume, session.run);
}
