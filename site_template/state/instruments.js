/** Start the page: create the state and mount the instruments, each by itself. */

import { PAD_SIZE, PEN_WIDTH } from "../constants/ink.js";
import { DEFAULT_FRAMING } from "../ink/framing.js";
import { stagesOf } from "../network/stages.js";
import { find } from "../ui/dom.js";
import { createContext } from "./context.js";
import { BLANK } from "./drawing.js";
import { firstLook } from "./look.js";
import { createStore } from "./store.js";

/** @typedef {import("./store.js").State} State */
/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./context.js").Context} Context */

/**
 * @typedef {object} Instrument
 * @property {string} name unique; by default also the id of its section
 * @property {string} [place] the selector of its section, if that is not `#name`
 * @property {unknown} [initial] its slice of the state as the page opens (slices.js)
 * @property {Record<string, import("./context.js").Field>} [fields] what a link keeps of it, by key
 * @property {(store: Store, context: Context) => void} mount
 */

/**
 * Start, unless requirements.js says that this browser cannot.
 * @param {readonly Instrument[]} instruments in the order in which they are mounted
 */
export function start(instruments) {
  const trouble = find("#trouble", HTMLElement);
  if (!trouble.hidden) return;
  const fields = Object.assign({}, ...instruments.map((instrument) => instrument.fields));
  const context = createContext(fields);
  /** @type {Record<string, unknown>} */
  const slices = {};
  const ready = instruments.filter((instrument) =>
    attempt(instrument, () => {
      const { name, initial } = instrument;
      slices[name] = typeof initial === "function" ? initial(context.networks) : initial;
    }),
  );
  const store = createStore({ ...sharedState(context), slices });
  for (const instrument of ready) attempt(instrument, () => instrument.mount(store, context));
  trouble.dataset.started = "";
}

/**
 * @param {Context} context
 * @returns {Omit<State, "slices">}
 */
function sharedState({ networks }) {
  return {
    drawing: BLANK,
    past: [],
    future: [],
    opening: true,
    penWidth: PEN_WIDTH,
    cursor: { x: PAD_SIZE / 2, y: PAD_SIZE / 2, down: false },
    framing: DEFAULT_FRAMING,
    weights: Object.fromEntries(networks.map(({ name, first }) => [name, first.id])),
    look: firstLook(networks[0].name, stagesOf(networks[0])),
  };
}

/**
 * Run a part of an instrument's start. If it throws, say so in the instrument's section.
 * @param {Instrument} instrument
 * @param {() => void} work
 * @returns {boolean} whether it succeeded
 */
function attempt({ name, place = `#${name}` }, work) {
  try {
    work();
    return true;
  } catch (error) {
    reportError(error);
    tellFailure(document.querySelector(place));
    return false;
  }
}

/** @param {Element | null} place */
function tellFailure(place) {
  const note = document.createElement("p");
  note.className = "failure";
  note.setAttribute("role", "alert");
  note.textContent = "This part of the page could not start. The others work without it.";
  (place ?? document.body).prepend(note);
  if (place instanceof HTMLElement) place.hidden = false;
}
