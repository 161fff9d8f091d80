/** The actions on the selected unit (`look`). */

/** @typedef {import("./store.js").State} State */
/** @typedef {import("./store.js").Look} Look */

/**
 * Select a unit; a `press` pins it, or unpins the pinned one.
 * @param {State} state
 * @param {string} stage
 * @param {number} unit
 * @param {import("../maps/pointing.js").How} how
 * @returns {State}
 */
export function lookAt(state, stage, unit, how) {
  const { look } = state;
  const same = look.stage === stage && look.unit === unit;
  if (how === "hover" && (look.held || same)) return state;
  const held = how === "press" ? !(look.held && same) : look.held;
  const source = look.stage === stage ? look.source : 0;
  return { ...state, look: { ...look, stage, unit, source, held } };
}

/**
 * Select which of the maps that the unit sees is shown cell by cell.
 * @param {State} state
 * @param {number} source
 * @returns {State}
 */
export function lookAtSource(state, source) {
  return { ...state, look: { ...state.look, source } };
}

/**
 * Select a unit of another network.
 * @param {State} state
 * @param {Look} look
 * @returns {State}
 */
export function lookInto(state, look) {
  return { ...state, look };
}

/**
 * Return the middle unit of a network's second stage, or of its input if there is no other.
 * @param {string} network
 * @param {readonly import("../network/stages.js").Stage[]} stages
 * @returns {Look}
 */
export function firstLook(network, stages) {
  const { name, rows, columns } = stages[Math.min(1, stages.length - 1)];
  const unit = Math.floor(rows / 2) * columns + Math.floor(columns / 2);
  return { network, stage: name, unit, source: 0, held: false };
}
