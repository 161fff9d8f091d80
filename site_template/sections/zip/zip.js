/** A zip code: a row of digits on a wide pad, segmented and read one by one. */

import { PAD_SIZE } from "../../constants/ink.js";
import { createSlice } from "../../state/slices.js";
import { UNMEASURED } from "../../network/sureness.js";
import { context2d, find, setData, setText } from "../../ui/dom.js";
import { frame } from "../../ink/framing.js";
import { css, onSchemeChange, palette } from "../../ui/palette.js";
import { listenToPointers } from "../../pad/pointers.js";
import { readRow } from "../../network/reading.js";
import { boundingBox, segment } from "../../ink/segment.js";

/** @typedef {import("../../state/store.js").State} State */
/** @typedef {import("../../ink/raster.js").Stroke} Stroke */

const PEN = 12;
/** The height of a digit copied from the pad, and the gap before it. */
const TAKEN = { height: 130, gap: 36 };
const FRAME = 8;

/** The row of digits on the wide pad. */
const slice = createSlice("zip", /** @type {readonly Stroke[]} */ ([]));

/** @type {import("../../state/instruments.js").Instrument} */
export const zip = {
  name: "zip",
  initial: slice.initial,
  mount,
};

/**
 * @param {import("../../state/store.js").Store} store
 * @param {import("../../state/context.js").Context} context
 */
function mount(store, { networks }) {
  const canvas = find("#zip-pad", HTMLCanvasElement);
  const context = context2d(canvas);
  const { width, height } = canvas;
  listenToPointers(canvas, width, {
    down: (point) => store.dispatch(addStroke, { points: [point], width: PEN }),
    move: (points) => store.dispatch(lengthen, points),
  });
  find("#zip-clear", HTMLButtonElement).addEventListener("click", () => store.dispatch(setRow, []));
  find("#zip-undo", HTMLButtonElement).addEventListener("click", () =>
    store.dispatch(setRow, slice.of(store.state).slice(0, -1)),
  );
  find("#zip-take", HTMLButtonElement).addEventListener("click", () => store.dispatch(takeDigit, height));

  /** @param {readonly Stroke[][]} digits */
  function paint(digits) {
    const { pad, ink, red } = palette();
    context.fillStyle = css(pad);
    context.fillRect(0, 0, width, height);
    context.strokeStyle = css(ink);
    context.lineWidth = PEN;
    context.lineCap = context.lineJoin = "round";
    for (const { points } of digits.flat()) {
      context.beginPath();
      context.moveTo(points[0][0], points[0][1]);
      for (const [x, y] of points) context.lineTo(x, y);
      context.stroke();
    }
    context.strokeStyle = css(red);
    context.lineWidth = 1;
    for (const digit of digits) {
      const [x0, y0, x1, y1] = boundingBox(digit);
      context.strokeRect(x0 - FRAME, y0 - FRAME, x1 - x0 + 2 * FRAME, y1 - y0 + 2 * FRAME);
    }
  }

  /**
   * @param {State} state
   * @param {State | null} previous
   */
  function draw(state, previous) {
    const row = slice.of(state);
    if (previous && row === slice.of(previous) && state.weights === previous.weights) return;
    const digits = segment(row);
    paint(digits);
    const framed = digits.map((digit) => frame(digit));
    for (const network of networks) {
      const weights = network.weightSet(state.weights[network.name]);
      show(network, weights.checkpoint.card.calibration !== null, readRow(weights, framed));
    }
  }
  store.subscribe(draw);
  onSchemeChange(() => paint(segment(slice.of(store.state))));
}

/**
 * @param {import("../../network/networks.js").PageNetwork} network
 * @param {boolean} measured whether its weights have a calibration
 * @param {readonly import("../../network/decision.js").Decision[]} decisions
 */
function show({ name, classes }, measured, decisions) {
  const line = find(`#zip-codes [data-network="${name}"]`, HTMLElement);
  const output = find(".code", HTMLOutputElement, line);
  const code = decisions.map(({ digit }) => classes[digit]).join("");
  const confidence = productOf(decisions);
  const unsure = decisions.filter(({ state }) => state !== "accepted").length;
  output.dataset.code = code;
  setData(output, "confidence", measured ? (code ? confidence?.toFixed(4) : "0") : null);
  output.classList.toggle("unsure", unsure > 0);
  setText(output, code || "–");
  const hand = unsure ? `; not sure of ${unsure === 1 ? "one digit" : `${unsure} digits`}: for a human` : "";
  const least = Math.min(...decisions.map(({ lead }) => lead));
  const leads = `each digit leads by at least ${least.toFixed(2)}${measured ? "" : `; ${UNMEASURED}`}`;
  const sure = confidence === null ? leads : `confidence ${confidence.toFixed(2)}`;
  const count = decisions.length === 5 ? "" : `; ${decisions.length} of 5 digits`;
  setText(find(".small", HTMLElement, line), code ? `${sure}${count}${hand}` : "");
}

/**
 * Return the product of the digits' confidences; null where one has none.
 * @param {readonly import("../../network/decision.js").Decision[]} decisions
 */
function productOf(decisions) {
  let product = 1;
  for (const { confidence } of decisions) {
    if (confidence === null) return null;
    product *= confidence;
  }
  return product;
}

/**
 * @param {State} state
 * @param {readonly Stroke[]} row
 * @returns {State}
 */
function setRow(state, row) {
  return slice.put(state, row);
}

/**
 * @param {State} state
 * @param {Stroke} stroke
 */
function addStroke(state, stroke) {
  return setRow(state, [...slice.of(state), stroke]);
}

/**
 * @param {State} state
 * @param {number[][]} points
 * @returns {State}
 */
function lengthen(state, points) {
  const row = slice.of(state);
  const last = row.at(-1);
  if (!last || points.length === 0) return state;
  return setRow(state, [...row.slice(0, -1), { ...last, points: [...last.points, ...points] }]);
}

/**
 * Append the pad's digit to the row: so the keyboard can write a code, too.
 * @param {State} state
 * @param {number} height of the wide pad
 * @returns {State}
 */
function takeDigit(state, height) {
  const { strokes } = state.drawing;
  if (strokes.length === 0) return state;
  const [x0, y0, x1, y1] = boundingBox(strokes);
  const scale = TAKEN.height / Math.max(y1 - y0, x1 - x0, PAD_SIZE / 10);
  const row = slice.of(state);
  const end = row.length ? boundingBox(row)[2] : 0;
  const top = (height - (y1 - y0) * scale) / 2;
  const placed = strokes.map(({ points }) => ({
    points: points.map(([x, y]) => [end + TAKEN.gap + (x - x0) * scale, top + (y - y0) * scale]),
    width: PEN,
  }));
  return setRow(state, [...row, ...placed]);
}
