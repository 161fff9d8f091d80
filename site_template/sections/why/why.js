/** Why this answer? Saliency by the gradient of an output, or by occlusion. */

import { createSlice } from "../../state/slices.js";
import { find, findAll, onWidth, setText } from "../../ui/dom.js";
import { small } from "../../ui/numbers.js";
import { occlude, patchAt, withBlank } from "./occlusion.js";
import { createSlicer } from "../../ui/time-slices.js";
import { largestOf } from "../../network/stages.js";
import { createUnitMap } from "../../maps/unit-map.js";
import { subscribeVisible } from "../../ui/visible.js";

/** @typedef {import("../../state/store.js").State} State */
/** @typedef {import("../../network/reading.js").NetworkReading} NetworkReading */

/**
 * Which question is asked, towards which digit, and at which pixel one looks; −1: at none.
 * @typedef {{how: "gradient" | "occlusion" | "towards", digit: number, pixel: number}} Question
 */

const slice = createSlice("why", /** @type {Question & {network: string}} */ (
  // `network`: the one in whose input the pixel is; in the others, none is looked at.
  { how: "gradient", digit: 3, network: "", pixel: -1 }
));

/** Of the two pictures, and between them, in CSS pixels. */
const LARGEST = 352;
const GAP = 24;

/**
 * @param {State} state
 * @returns {Question}
 */
function questionIn(state) {
  const { network, ...question } = slice.of(state);
  return network === state.look.network ? question : { ...question, pixel: -1 };
}

/**
 * @param {State} state
 * @param {Partial<Question>} change
 * @returns {State}
 */
function ask(state, change) {
  return slice.put(state, { ...questionIn(state), ...change, network: state.look.network });
}

/** @type {import("../../state/instruments.js").Instrument} */
export const why = {
  name: "why",
  initial: slice.initial,
  mount,
};

/**
 * @param {import("../../state/store.js").Store} store
 * @param {import("../../state/context.js").Context} context
 */
function mount(store, { networks, read }) {
  const section = find("#why", HTMLElement);
  const radios = findAll('input[name="why"]', HTMLInputElement, section);
  const digit = find("#why-digit", HTMLSelectElement);
  const notes = findAll("[data-how]", HTMLElement, section);
  const sentence = find("#why-sentence", HTMLElement);
  const views = networks.map((network, i) =>
    createView(store, network, () => read(store.state).networks[i].input, (text) => setText(sentence, text)),
  );

  for (const radio of radios) {
    radio.addEventListener("change", () =>
      store.dispatch(ask, { how: /** @type {Question["how"]} */ (radio.value) }),
    );
  }
  digit.addEventListener("change", () =>
    store.dispatch(ask, { how: "towards", digit: Number(digit.value) }),
  );
  subscribeVisible(section, store, (state) => {
    const question = questionIn(state);
    for (const radio of radios) radio.checked = radio.value === question.how;
    for (const note of notes) note.hidden = note.dataset.how !== question.how;
    const i = networks.findIndex(({ name }) => name === state.look.network);
    const { classes } = networks[i];
    const towards = Math.min(question.digit, classes.length - 1);
    listClasses(digit, classes);
    digit.value = String(towards);
    views[i](read(state).networks[i], { ...question, digit: towards });
  });
}

/**
 * @param {HTMLSelectElement} select
 * @param {readonly string[]} classes
 */
function listClasses(select, classes) {
  const listed = [...select.options].map(({ text }) => text);
  if (listed.join() === classes.join()) return;
  select.replaceChildren(...classes.map((name, i) => new Option(name, String(i))));
}

/**
 * @param {import("../../state/store.js").Store} store
 * @param {import("../../network/networks.js").PageNetwork} network
 * @param {() => Float32Array} inputNow of the state as it is
 * @param {(text: string) => void} say
 */
function createView(store, network, inputNow, say) {
  const { input: seen, classes } = network;
  const size = seen.side;
  const range = Math.max(Math.abs(seen.paper), Math.abs(seen.ink));
  const root = find(`#why [data-inside="${network.name}"]`, HTMLElement);
  const run = createSlicer();
  const changes = new Float64Array(size * size);
  /**
   * What the shown map was computed for: the input of a reading, and the question.
   * @type {{input: Float32Array, key: string}}
   */
  let worked = { input: new Float32Array(0), key: "" };
  /** @type {ArrayLike<number>} */
  let shown = changes;
  const [picture, answer] = ["picture", "answer"].map((part) => {
    const plan = { maps: 1, rows: size, columns: size, across: 1, cell: 1, gap: 0 };
    return createUnitMap(find(`[data-why="${part}"]`, HTMLCanvasElement, root), plan, {
      at: () => (store.state.look.network === network.name ? questionIn(store.state).pixel : -1),
      name: (pixel) => {
        const place = `row ${Math.floor(pixel / size)}, column ${pixel % size}`;
        // What was worked out answers one question about one input; of another, only the place is known.
        const known = worked.input === inputNow() && worked.key === keyOf(questionIn(store.state));
        return known ? `${place}: ${small(shown[pixel])}` : place;
      },
      onPoint: (pixel) => store.dispatch(ask, { pixel }),
    });
  });

  onWidth(root.parentElement ?? root, (width) => {
    const cell = Math.max(Math.floor(Math.min((width - GAP) / 2, LARGEST) / size), 1);
    for (const map of [picture, answer]) map.resize(cell);
  });
  store.subscribe(() => [picture, answer].forEach((map) => map.describe()));
  return draw;

  /**
   * @param {NetworkReading} reading
   * @param {Question} question
   */
  function draw(reading, question) {
    const { input, decision, weights } = reading;
    const { how, digit, pixel } = question;
    if (decision.state === "blank") {
      changes.fill(0);
      worked = { input, key: "" };
      picture.draw(input, range, {});
      answer.draw(changes, 1, {});
      say("Draw a digit first.");
      return;
    }
    const key = keyOf(question);
    const same = worked.input === input && worked.key === key;
    if (!same) worked = { input, key };
    const own = worked;
    if (how === "occlusion" && !same) {
      run(occlude(reading.weights, input.slice(), seen, decision.digit, changes), () => {
        if (worked === own) paint(reading, questionIn(store.state), changes);
      });
    }
    if (how === "occlusion") shown = changes;
    else if (!same) {
      const mixture = new Float64Array(reading.outputs.length);
      mixture[decision.digit] = how === "gradient" ? 1 : -1;
      if (how === "towards") mixture[digit] += 1;
      shown = gradientByInk(weights.model.inputGradient(mixture), seen);
    }
    paint(reading, question, shown);
    say(explain(reading, question, pixel < 0 ? largestAt(shown) : pixel));
  }

  /**
   * @param {NetworkReading} reading
   * @param {Question} question
   * @param {ArrayLike<number>} values
   */
  function paint({ input }, { how, pixel }, values) {
    shown = values;
    const field = how === "occlusion" && pixel >= 0 ? patchAt(size, pixel) : null;
    picture.draw(field ? withBlank(input, field, seen) : input, range, { unit: pixel, field });
    answer.draw(values, largestOf(values) || 1, { unit: pixel });
  }

  /**
   * @param {NetworkReading} reading
   * @param {Question} question
   * @param {number} pixel
   */
  function explain({ input, outputs, decision, weights }, { how, digit }, pixel) {
    const place = `row ${Math.floor(pixel / size)}, column ${pixel % size}`;
    const winner = classes[decision.digit];
    if (how === "occlusion") {
      const hidden = withBlank(input, patchAt(size, pixel), seen);
      const after = weights.forward(hidden);
      const reads = classes[after.indexOf(Math.max(...after))];
      const then = reads === winner ? "It still reads" : "Now it would read";
      return `With a blank patch around ${place}, the output for ${winner} goes from ${small(outputs[decision.digit])} to ${small(after[decision.digit])}. ${then} ${reads}.`;
    }
    if (how === "towards" && digit === decision.digit) return `It reads ${winner} already.`;
    const what = how === "gradient" ? `the output for ${winner}` : `the lead of ${classes[digit]} over ${winner}`;
    return `At ${place}: for each unit of ink added, ${what} changes by ${small(shown[pixel])}.`;
  }
}

/**
 * How fast a mixture of outputs grows with the ink at each pixel, in all of its channels together.
 * @param {Float64Array} gradient
 * @param {import("../../network/input.js").Input} input
 */
function gradientByInk(gradient, { side, channels, paper, ink }) {
  const area = side ** 2;
  const sign = Math.sign(ink - paper);
  return gradient.slice(0, area).map((_, pixel) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += gradient[channel * area + pixel];
    return sign * sum;
  });
}

/** @param {Question} question */
function keyOf({ how, digit }) {
  return how === "towards" ? `${how} ${digit}` : how;
}

/** @param {ArrayLike<number>} values */
function largestAt(values) {
  let at = 0;
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i]) > Math.abs(values[at])) at = i;
  return at;
}
