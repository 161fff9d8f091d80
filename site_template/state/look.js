/** Which unit of which network one looks at, and every action that changes it. */

/** @typedef {import("./store.js").State} State */
/** @typedef {import("./store.js").Look} Look */

/**
 * Look at a unit; `press` holds it, or lets go of the one that is held.
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
 * @param {State} state
 * @param {number} source
 * @returns {State}
 */
export function lookAtSource(state, source) {
  return { ...state, look: { ...state.look, source } };
}

/**
 * Look into another network.
 * @param {State} state
 * @param {Look} look
 * @returns {State}
 */
export function lookInto(state, look) {
  return { ...state, look };
}

/**
 * The middle of a network's second stage.
 * @param {string} network
 * @param {readonly import("../network/stages.js").Stage[]} stages
 * @returns {Look}
 */
export function firstLook(network, stages) {
  const { name, rows, columns } = stages[1];
  const unit = Math.floor(rows / 2) * columns + Math.floor(columns / 2);
  return { network, stage: name, unit, source: 0, held: false };
}
