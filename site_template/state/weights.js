/** The actions on the chosen weights: ids, by network. */

/** @typedef {import("./store.js").State} State */

/**
 * @param {State} state
 * @param {string} network
 * @param {string} id
 * @returns {State}
 */
export function choose(state, network, id) {
  return { ...state, weights: { ...state.weights, [network]: id } };
}
