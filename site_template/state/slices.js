/** An instrument's own part of the state, under its name; nobody else reads or changes it. */

/** @typedef {import("./store.js").State} State */
/** @typedef {import("../network/networks.js").PageNetwork} PageNetwork */

/**
 * `initial`: the slice as the page opens, or a function that makes it for the page's networks.
 * @template T
 * @param {string} name the instrument's
 * @param {T | ((networks: readonly PageNetwork[]) => T)} initial
 */
export function createSlice(name, initial) {
  return {
    name,
    initial,

    /** @param {State} state */
    of(state) {
      return /** @type {T} */ (state.slices[name]);
    },

    /**
     * @param {State} state
     * @param {T} value
     * @returns {State}
     */
    put(state, value) {
      return { ...state, slices: { ...state.slices, [name]: value } };
    },
  };
}
