/**
 * The actions on the drawing. Strokes stay vectors: points in pad pixels (280×280) and the pen's
 * width. A picture (a test image or an upload) replaces strokes, and strokes replace a picture.
 */

import { amountOf, untilFull } from "../ink/amount.js";

/** @typedef {import("../ink/raster.js").Stroke} Stroke */
/** @typedef {import("./store.js").State} State */

/** @typedef {import("../ink/draw.js").Drawing} Drawing */
/** @typedef {import("../ink/draw.js").Picture} Picture */

/** @type {Drawing} */
export const BLANK = { strokes: [], picture: null };

/** Length of the undo history; a limit on memory. */
const HISTORY = 100;

/** @param {Drawing} drawing */
export function isBlank(drawing) {
  return drawing.strokes.length === 0 && drawing.picture === null;
}

/** The pad takes no more strokes. @param {Drawing} drawing */
export function isFull({ strokes }) {
  return amountOf(strokes) >= 1;
}

/**
 * Put a new drawing on the pad and the one before into the history.
 * @param {State} state
 * @param {Drawing} drawing
 * @returns {State}
 */
export function setDrawing(state, drawing) {
  const before = state.opening ? BLANK : state.drawing;
  const past = [...state.past.slice(1 - HISTORY), before];
  return { ...state, drawing, past, future: [], opening: false };
}

/**
 * @param {State} state
 * @param {number[]} point
 * @returns {State}
 */
export function penDown(state, point) {
  const { drawing, opening, penWidth } = state;
  const kept = opening || drawing.picture ? [] : drawing.strokes;
  if (amountOf(kept) >= 1) return state;
  return setDrawing(state, {
    strokes: [...kept, { points: [point], width: penWidth }],
    picture: null,
  });
}

/**
 * Extend the current stroke.
 * @param {State} state
 * @param {number[][]} points
 * @returns {State}
 */
export function penMove(state, points) {
  const last = state.drawing.strokes.at(-1);
  const taken = last ? untilFull(state.drawing.strokes, points) : [];
  if (!last || taken.length === 0) return state;
  const extended = { points: [...last.points, ...taken], width: last.width };
  const strokes = [...state.drawing.strokes.slice(0, -1), extended];
  return { ...state, drawing: { strokes, picture: null } };
}

/**
 * @param {State} state
 * @returns {State}
 */
export function clear(state) {
  if (state.opening) return { ...state, drawing: BLANK, opening: false };
  return isBlank(state.drawing) ? state : setDrawing(state, BLANK);
}

/**
 * @param {State} state
 * @param {Picture} picture
 */
export function showPicture(state, picture) {
  return setDrawing(state, { strokes: [], picture });
}

/**
 * Show the opening drawing, or the part of it that is drawn by now.
 * @param {State} state
 * @param {readonly Stroke[]} strokes
 * @returns {State}
 */
export function showOpening(state, strokes) {
  return { ...state, drawing: { strokes, picture: null }, opening: true };
}

/**
 * @param {State} state
 * @returns {State}
 */
export function undo(state) {
  const drawing = state.past.at(-1);
  if (!drawing) return state;
  const future = [...state.future, state.drawing];
  return { ...state, drawing, past: state.past.slice(0, -1), future };
}

/**
 * @param {State} state
 * @returns {State}
 */
export function redo(state) {
  const drawing = state.future.at(-1);
  if (!drawing) return state;
  const past = [...state.past.slice(1 - HISTORY), state.drawing];
  return { ...state, drawing, past, future: state.future.slice(0, -1) };
}

/**
 * @param {State} state
 * @param {number} penWidth
 * @returns {State}
 */
export function setPenWidth(state, penWidth) {
  return { ...state, penWidth };
}
