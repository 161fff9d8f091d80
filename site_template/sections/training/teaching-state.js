/** The visitor's own digits: the state of the lesson, and the actions on it. */

import { createSlice } from "../../state/slices.js";
import { BLANK, setDrawing } from "../../state/drawing.js";
import { choose } from "../../state/weights.js";
import { frame } from "../../ink/framing.js";
import { pictureOf } from "../../network/input.js";

/** @typedef {import("../../network/input.js").Input} Input */
/** @typedef {import("../../state/store.js").State} State */
/** @typedef {import("./training-worker.js").TaughtReport} TaughtReport */

/**
 * A drawing with its label: what the network sees of it, as drawn and rotated a little.
 * @typedef {{label: number, images: Uint8Array[]}} Example
 */

/**
 * @typedef {object} Teaching
 * @property {readonly Example[]} examples
 * @property {boolean} learning
 * @property {TaughtReport | null} lesson the last one, for undo
 */

/** @type {Teaching} */
const UNTAUGHT = { examples: [], learning: false, lesson: null };

export const slice = createSlice("teaching", UNTAUGHT);

/** Augmentation, in degrees. */
const TURNS = [0, -8, 8];

/**
 * Add the drawing as an example and clear the pad.
 * @param {State} state
 * @param {number} label
 * @param {import("../../network/input.js").Images} framed
 * @param {Input} input of the network that is to learn it
 * @returns {State}
 */
export function addExample(state, label, framed, input) {
  const images = [framed, ...turned(state)].map((each) => pictureOf(input, each));
  const examples = [...slice.of(state).examples, { label, images }];
  return changeTeaching(setDrawing(state, BLANK), { examples });
}

/** Return the drawing rotated each way; nothing for a picture. @param {State} state */
function turned({ drawing: { strokes, picture }, framing }) {
  if (picture) return [];
  return TURNS.filter(Boolean).map((degrees) => {
    const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
    const turn = (/** @type {readonly number[]} */ [x, y]) => [cos * x - sin * y, sin * x + cos * y];
    return frame(
      strokes.map(({ points, width }) => ({ points: points.map(turn), width })),
      framing,
    );
  });
}

/**
 * @param {State} state
 * @param {number} index
 * @returns {State}
 */
export function removeExample(state, index) {
  const examples = slice.of(state).examples.filter((_, i) => i !== index);
  return changeTeaching(state, { examples });
}

/**
 * Choose the weights before the lesson again.
 * @param {State} state
 * @param {string} network
 * @returns {State}
 */
export function undoLesson(state, network) {
  const { lesson } = slice.of(state);
  if (!lesson) return state;
  return changeTeaching(choose(state, network, lesson.from), { lesson: null });
}

/**
 * @param {State} state
 * @param {Partial<Teaching>} changes
 * @returns {State}
 */
export function changeTeaching(state, changes) {
  return slice.put(state, { ...slice.of(state), ...changes });
}
