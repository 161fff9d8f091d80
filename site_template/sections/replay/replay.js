/** Replay of the training: the reading of the drawing and the kernels after each pass. */

import { wholeNumber } from "../../state/context.js";
import { createSlice } from "../../state/slices.js";
import { decide } from "../../network/decision.js";
import { verdict } from "../../network/sureness.js";
import { find, setText } from "../../ui/dom.js";
import { count } from "../../ui/numbers.js";
import { loadPasses, replayable } from "../../network/passes.js";
import { firstConvolution } from "../../network/emitted.js";
import { followState } from "../../ui/slider.js";
import { signedPicture } from "../../ui/pixels.js";
import { createCurves } from "./curves.js";
import { watchNear, whenNear } from "../../ui/visible.js";

/** @typedef {import("../../state/store.js").State} State */
/** @typedef {import("../../state/store.js").Store} Store */
/** @typedef {import("../../network/passes.js").Passes} Passes */

/** The training pass that is shown, at first the last one. */
const slice = createSlice("replay", (networks) => ({
  pass: replayable(networks)?.weights.checkpoint.card.passes.length ?? 0,
  playing: false,
}));

const STEP_MS = 350;

/** @type {import("../../state/instruments.js").Instrument} */
export const replay = {
  name: "replay",
  initial: slice.initial,
  fields: {
    pass: {
      write: (state, start) =>
        slice.of(state).pass !== slice.of(start).pass && String(slice.of(state).pass),
      read: (state, text) => goTo(state, wholeNumber(text, 0, slice.of(state).pass)), // the last one
    },
  },
  mount,
};

/**
 * @param {Store} store
 * @param {import("../../state/context.js").Context} context
 */
function mount(store, context) {
  const found = replayable(context.networks);
  if (!found) return;
  const track = find("#replay-track", HTMLElement);
  track.style.setProperty("--columns", String(found.weights.checkpoint.card.passes.length + 1));
  track.style.setProperty("--classes", String(found.network.classes.length));
  listen(store);
  whenNear(find("#replay", HTMLElement), () => {
    loadPasses(found.network, found.weights)
      .then((passes) => show(store, context, found, passes))
      .catch(reportError);
  });
}

/** @param {Store} store */
function listen(store) {
  const slider = find("#replay-pass", HTMLInputElement);
  const track = find("#replay-track", HTMLElement);
  followState(slider, store, (state) => slice.of(state).pass, passName);
  slider.addEventListener("input", () => store.dispatch(goTo, slider.valueAsNumber));
  find("#replay-play", HTMLButtonElement).addEventListener("click", () => store.dispatch(play, Number(slider.max)));

  /** @param {PointerEvent} event */
  function point(event) {
    if (event.target === slider || !(event.buttons & 1)) return;
    const box = track.getBoundingClientRect();
    const last = Number(slider.max);
    const pass = Math.floor(((event.clientX - box.left) / box.width) * (last + 1));
    store.dispatch(goTo, Math.min(Math.max(pass, 0), last));
  }
  track.addEventListener("pointerdown", point);
  track.addEventListener("pointermove", point);
}

/**
 * @param {Store} store
 * @param {import("../../state/context.js").Context} context
 * @param {{network: import("../../network/networks.js").PageNetwork, weights: import("../../network/weight-set.js").WeightSet}} found
 * @param {Passes} passes
 */
function show(store, { read }, { network, weights }, passes) {
  const { passes: records, calibration } = weights.checkpoint.card;
  const section = find("#replay", HTMLElement);
  const answer = find("#replay-answer", HTMLElement);
  const button = find("#replay-play", HTMLButtonElement);
  const cursor = find("#replay-cursor", HTMLElement);
  const sum = find("#replay-sum", HTMLOutputElement);
  const drawOutputs = signedPicture(find("#replay-outputs", HTMLCanvasElement), 1);
  const drawKernels = createKernels(passes);
  const movePoints = createCurves(records, network);
  const reads = passes.models.map(() => document.createElement("li"));
  find("#replay-reads", HTMLOListElement).replaceChildren(...reads);
  /** @type {import("../../network/decision.js").Decision[]} */
  let decisions = [];
  let near = true;
  let timer = 0;

  /** @param {State} state */
  function readDrawing(state) {
    const { framed, networks } = read(state);
    const input = networks.find((reading) => reading.network === network)?.input;
    if (!input) return;
    const columns = passes.models.length;
    const picture = new Float64Array(network.classes.length * columns);
    decisions = passes.models.map((model, pass) => {
      const outputs = model.forward(input);
      if (framed.ink === "ink") outputs.forEach((value, i) => (picture[i * columns + pass] = value));
      // What was measured is the weights of the last pass.
      return decide(outputs, network.outputKind, framed.ink, pass === passes.last ? calibration : null);
    });
    drawOutputs(picture);
    const last = decisions[passes.last];
    decisions.forEach(({ state: how, digit }, pass) => {
      setText(reads[pass], how === "blank" ? "–" : network.classes[digit]);
      reads[pass].classList.toggle("same", how === "accepted" && digit === last.digit);
    });
  }

  /** @param {number} pass */
  function drawPass(pass) {
    cursor.style.left = `${(100 * pass) / passes.models.length}%`;
    drawKernels(pass);
    movePoints(pass);
    const { state, digit } = decisions[pass];
    answer.dataset.state = state;
    setText(find(".digit", HTMLElement, answer), state === "blank" ? "–" : network.classes[digit]);
    setText(find(".verdict", HTMLElement, answer), state === "blank" ? "" : verdict(decisions[pass], "sure:"));
    setText(sum, sentence(pass, records));
  }

  /**
   * @param {State} state
   * @param {State | null} previous
   */
  function draw(state, previous) {
    const { pass, playing } = slice.of(state);
    if (near) {
      if (state.drawing !== previous?.drawing || state.framing !== previous.framing) readDrawing(state);
      if (decisions.length) drawPass(pass);
    }
    setText(button, playing ? "Pause" : "Play");
    if (playing && !timer) timer = setInterval(() => store.dispatch(step, passes.last), STEP_MS);
    if (!playing) {
      clearInterval(timer);
      timer = 0;
    }
  }

  store.subscribe(draw);
  watchNear(section, (isNear) => {
    if (isNear && !near) {
      near = true;
      draw(store.state, null);
    }
    near = isNear;
  });
}

/** @param {Passes} passes */
function createKernels({ models, tensors }) {
  const layer = firstConvolution(models[0]);
  if (!layer) return () => {};
  const { name, shape, kernel } = layer;
  const weights = tensors.map((pass) => pass[`${name}.weight`]);
  const largest = weights[weights.length - 1].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const size = weights[0].length / shape[0];
  const pictures = Array.from({ length: shape[0] }, () => {
    const canvas = document.createElement("canvas");
    canvas.className = "pixels";
    canvas.width = canvas.height = kernel;
    find("#replay-kernels", HTMLElement).append(canvas);
    return signedPicture(canvas, largest);
  });
  return (/** @type {number} */ pass) => {
    pictures.forEach((draw, i) => draw(weights[pass], i * size));
  };
}

/** @param {number} pass */
function passName(pass) {
  return pass === 0 ? "before training" : `after pass ${pass}`;
}

/**
 * @param {number} pass
 * @param {readonly import("../../data/card.js").PassRecord[]} records
 */
function sentence(pass, records) {
  if (pass === 0) return "Before training: weights drawn at random, and nothing understood.";
  const { train, test } = records[pass - 1];
  const wrong = (/** @type {import("../../data/card.js").Score} */ { misses, images }) =>
    `${count(misses)} of ${count(images)} (${((100 * misses) / images).toFixed(2)} %)`;
  return `After pass ${pass}, ${count(pass * train.images)} corrections: misread ${wrong(test)} test digits, ${wrong(train)} training digits.`;
}

/**
 * @param {State} state
 * @param {number} pass
 * @returns {State}
 */
function goTo(state, pass) {
  return slice.put(state, { pass, playing: false });
}

/**
 * Toggle the replay; at the end it starts again.
 * @param {State} state
 * @param {number} last
 * @returns {State}
 */
function play(state, last) {
  const { pass, playing } = slice.of(state);
  return slice.put(state, { pass: pass === last && !playing ? 0 : pass, playing: !playing });
}

/**
 * @param {State} state
 * @param {number} last
 * @returns {State}
 */
function step(state, last) {
  const pass = Math.min(slice.of(state).pass + 1, last);
  return slice.put(state, { pass, playing: pass < last });
}
