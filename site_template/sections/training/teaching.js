/** Teach it your hand: train on a few labelled drawings, with rehearsal of training images. */

import { onPress, setDisabled } from "../../ui/disabled.js";
import { find, findAll, setText } from "../../ui/dom.js";
import { fromPicture } from "../../network/input.js";
import { isBlank } from "../../state/drawing.js";
import { count } from "../../ui/numbers.js";
import { mountPad } from "../../pad/pad.js";
import { inkPicture } from "../../ui/pixels.js";
import { choose } from "../../state/weights.js";
import { addExample, changeTeaching, removeExample, slice, undoLesson } from "./teaching-state.js";
import { trainable } from "./trainable.js";
import { register } from "./trained-weights.js";
import { trainerOf } from "./training-host.js";
import { slice as trainingSlice } from "./training-state.js";

/** @typedef {import("../../state/store.js").State} State */
/** @typedef {import("../../state/store.js").Store} Store */
/** @typedef {import("../../network/networks.js").PageNetwork} PageNetwork */
/** @typedef {import("./training-worker.js").TaughtReport} TaughtReport */
/** @typedef {import("./teaching-state.js").Example} Example */
/** @typedef {import("./teaching-state.js").Teaching} Teaching */

/** How often each example is shown, and how many training images after each, against forgetting. */
const LESSON = { repetitions: 60, rehearsals: 20, rate: 0.01 };

/** @type {import("../../state/instruments.js").Instrument} */
export const teaching = {
  name: "teaching",
  initial: slice.initial,
  mount,
};

/**
 * @param {Store} store
 * @param {import("../../state/context.js").Context} context
 */
function mount(store, { networks, read }) {
  const found = trainable(networks);
  if (!found) return;
  const { network } = found;
  const trainer = trainerOf(network);
  const expect = trainer.subscribe({
    onReport: (report) => report.kind === "taught" && finishLesson(store, network, report),
    onFailure: () => store.dispatch(changeTeaching, { learning: false }),
  });
  const list = find("#teach-examples", HTMLElement);
  const learn = find("#teach-learn", HTMLButtonElement);
  const undo = find("#teach-undo", HTMLButtonElement);
  const sum = find("#teach-sum", HTMLOutputElement);
  const labels = findAll("#teach-labels button", HTMLButtonElement);
  mountPad(store, find("#teach-pad", HTMLCanvasElement));

  labels.forEach((button, label) => {
    onPress(button, () => store.dispatch(addExample, label, read(store.state).framed, network.input));
  });
  onPress(learn, () => {
    const { examples } = slice.of(store.state);
    const { id, vector } = network.weightSet(store.state.weights[network.name]);
    store.dispatch(changeTeaching, { learning: true });
    const images = examples.flatMap((example) => example.images);
    const inputs = images.map((image) => fromPicture(network.input, image));
    trainer.post({
      kind: "teach",
      from: id,
      vector,
      inputs: Float32Array.from(inputs.flatMap((input) => [...input])),
      labels: Uint8Array.from(examples.flatMap(({ label, images: shown }) => shown.map(() => label))),
      originals: Uint32Array.from(starts(examples)),
      ...LESSON,
    });
  });
  onPress(undo, () => store.dispatch(undoLesson, network.name));

  store.subscribe((state, previous) => {
    const { examples, learning, lesson } = slice.of(state);
    const { phase } = trainingSlice.of(state);
    expect(learning);
    const nothing = isBlank(state.drawing) || state.opening;
    const off = phase === "unsupported" || learning;
    for (const button of labels) setDisabled(button, off || nothing);
    setDisabled(learn, off || examples.length === 0);
    setDisabled(undo, off || lesson === null);
    setText(learn, learning ? "Learning …" : "Learn these");
    if (!previous || examples !== slice.of(previous).examples) {
      list.replaceChildren(...examples.map((example, i) => createExample(store, network, example, i)));
    }
    setText(sum, phase === "unsupported" ? "" : sentence(slice.of(state)));
  });
}

/**
 * Choose the weights that the worker has trained; the lesson can be undone.
 * @param {Store} store
 * @param {PageNetwork} network
 * @param {TaughtReport} taught
 */
function finishLesson(store, network, taught) {
  const { from: start, own: examples, before, after, vector } = taught;
  const title = nextTitle(network);
  const { card: old } = network.weightSet(start).checkpoint;
  // The calibration was measured for the weights before the lesson.
  const measured = { calibration: null, stroke_score: null };
  const card = { ...old, name: title, taught: { start, examples, before, after }, ...measured };
  const { id } = register(network, { title, card, vector });
  store.dispatch(choose, network.name, id);
  store.dispatch(changeTeaching, { learning: false, lesson: taught });
}

/** Return a title with the first unused number. @param {PageNetwork} network */
function nextTitle({ weightSets }) {
  const taken = weightSets.map(({ title }) => title);
  for (let lesson = 1; ; lesson++) {
    if (!taken.includes(`taught ${lesson}`)) return `taught ${lesson}`;
  }
}

/**
 * @param {Store} store
 * @param {PageNetwork} network
 * @param {Example} example
 * @param {number} index
 */
function createExample(store, { classes, input }, { label, images }, index) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = input.size;
  canvas.className = "pixels";
  button.type = "button";
  button.append(canvas, classes[label]);
  button.setAttribute("aria-label", `Your ${classes[label]}: take it out`);
  button.addEventListener("click", () => store.dispatch(removeExample, index));
  inkPicture(canvas, 0, 255)(images[0]);
  item.append(button);
  return item;
}

/** @param {Teaching} teaching */
function sentence({ examples, learning, lesson }) {
  if (learning) return "Learning …";
  if (!lesson) {
    if (examples.length === 0) return "Nothing to learn yet.";
    return `${count(examples.length)} of your digits to learn.`;
  }
  const { before, after, seconds, own } = lesson;
  const yours = `Your digits misread: ${before.own} of ${own} before, ${after.own} after.`;
  const tests = `Test digits misread: ${count(before.test.misses)} of ${count(before.test.images)} before, ${count(after.test.misses)} after.`;
  return `Learned in ${seconds.toFixed(1)} s, and in use above.\n${yours}\n${tests}`;
}

/** Return the index of each example's unaugmented image. @param {readonly Example[]} examples */
function starts(examples) {
  let at = 0;
  return examples.map(({ images }) => (at += images.length) - images.length);
}
