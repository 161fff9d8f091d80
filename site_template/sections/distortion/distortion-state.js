/** The settings of the distortion. */

import { createSlice } from "../../state/slices.js";
import { STRAIGHT } from "./distort.js";

/** @typedef {import("../../state/store.js").State} State */
/** `again`: the distorted drawing is framed again. @typedef {import("./distort.js").Distortion & {again: boolean}} Settings */

/** @type {Settings} */
const UNDISTORTED = { ...STRAIGHT, again: false };

export const slice = createSlice("distortion", UNDISTORTED);

/**
 * @param {State} state
 * @param {Partial<Settings>} changes
 * @returns {State}
 */
export function changeDistortion(state, changes) {
  return slice.put(state, { ...slice.of(state), ...changes });
}
