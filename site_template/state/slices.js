/** Slices: an instrument's own part of the state, under its name, which no other reads or changes. */

/** @typedef {import("./store.js").State} State */
/** @typedef {import("../network/networks.js").PageNetwork} PageNetwork */

/**
 * Create a slice. `initial` is its first value, or a function that makes it for the networks.
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
