/**
 * What a link keeps, a line each: how it is written from the state, and read back into it. An
 * instrument with controls of its own adds one.
 */

import { MAX_PEN_WIDTH, MIN_PEN_WIDTH } from "../../constants/ink.js";
import { BLANK } from "../../state/drawing.js";
import { DEFAULT_FRAMING } from "../../ink/framing.js";
import { packStrokes, unpackStrokes } from "./share-code.js";
import { stagesOf } from "../../network/stages.js";

/** @typedef {import("../../state/store.js").State} State */
/** @typedef {import("../../network/networks.js").PageNetwork} PageNetwork */

/**
 * `write` gives nothing where the state is as at the start; `read` ignores what it cannot use. A
 * reload begins with the weights that were in use: weights are left out only where a page that
 * has never been opened begins with them, too.
 * @type {Record<string, {
 *   write: (state: State, start: State, pages: readonly PageNetwork[]) => string | false | null | undefined,
 *   read: (state: State, text: string, pages: readonly PageNetwork[]) => State,
 * }>}
 */
export const FIELDS = {
  drawn: {
    write: ({ drawing }) => drawing.strokes.length > 0 && packStrokes(drawing.strokes),
    read: (state, text) => ({ ...state, drawing: { strokes: unpackStrokes(text), picture: null } }),
  },
  weights: {
    write: ({ weights }, start, pages) =>
      pages
        .filter(({ name, first }) => weights[name] !== first.id || start.weights[name] !== first.id)
        .map(({ name }) => [name, weights[name]].map(encodeURIComponent).join(":"))
        .join(","),
    read(state, text, pages) {
      const chosen = text.split(",").map((entry) => entry.split(":", 2).map(decodeURIComponent));
      const known = chosen.filter(([network, id]) =>
        pages.some((page) => page.name === network && page.find(id)),
      );
      return { ...state, weights: { ...state.weights, ...Object.fromEntries(known) } };
    },
  },
  framing: {
    write: ({ framing: { box, redraw, mass, whole } }) =>
      (!box || !redraw || !mass || whole) && [box, redraw, mass, whole].map(Number).join(""),
    read(state, text) {
      const [box, redraw, mass, whole] = Array.from(text, (digit) => digit === "1");
      return { ...state, framing: { ...DEFAULT_FRAMING, box, redraw, mass, whole } };
    },
  },
  pen: {
    write: ({ penWidth }, start) => penWidth !== start.penWidth && String(penWidth),
    read: (state, text) => ({ ...state, penWidth: wholeNumber(text, MIN_PEN_WIDTH, MAX_PEN_WIDTH) }),
  },
  pass: {
    write: ({ replay }, start) => replay.pass !== start.replay.pass && String(replay.pass),
    read: (state, text) => {
      const pass = wholeNumber(text, 0, state.replay.pass); // which is the last one
      return { ...state, replay: { pass, playing: false } };
    },
  },
  mistakes: {
    write: ({ failures }, start) =>
      failures !== start.failures && `${failures.network}:${failures.cell ?? ""}`,
    read(state, text, pages) {
      const [network, cell] = text.split(":", 2);
      if (!pages.some(({ name }) => name === network)) return state;
      return { ...state, failures: { network, cell: cell ? wholeNumber(cell, 0, 99) : null } };
    },
  },
  rejected: {
    write: ({ rejectedShare }, start) =>
      rejectedShare !== start.rejectedShare && String(rejectedShare * 10),
    read: (state, text) => ({ ...state, rejectedShare: wholeNumber(text, 0, 300) / 10 }),
  },
  look: {
    write: ({ look: { network, stage, unit, source, held } }) =>
      held && [network, stage, unit, source].join(":"),
    read(state, text, pages) {
      const [network, name, unit, source] = text.split(":");
      const page = pages.find((one) => one.name === network);
      const stage = page && stagesOf(page.first.network).find((one) => one.name === name);
      if (!stage) return state;
      const last = stage.maps * stage.rows * stage.columns - 1;
      const look = { network, stage: name, unit: wholeNumber(unit, 0, last), held: true };
      return { ...state, look: { ...look, source: wholeNumber(source, 0, stage.maps - 1) } };
    },
  },
  at: {
    write: ({ section }) => section,
    read: (state, text) => ({ ...state, section: text }),
  },
  // Last, because it waits for the test images.
  image: {
    write: ({ drawing }) => drawing.picture?.index?.toString(),
    read: (state) => ({ ...state, drawing: BLANK }),
  },
};

/**
 * @param {string} text
 * @param {number} least
 * @param {number} most
 */
function wholeNumber(text, least, most) {
  return Math.min(Math.max(Math.round(Number(text)) || 0, least), most);
}
