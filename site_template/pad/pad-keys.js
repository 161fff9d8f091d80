/**
 * Drawing with the keyboard: arrows move the pen (two at once, or Home, End, Page Up and Page
 * Down, go diagonally), Shift makes the steps small, Space or Enter lowers and lifts the pen.
 */

import { PAD_SIZE } from "../constants/ink.js";
import { clear, penDown, penMove, redo, undo } from "../state/drawing.js";

/** @typedef {import("../state/store.js").State} State */
/** @typedef {import("../state/store.js").Store} Store */

const STEP = 10;
const SMALL_STEP = 2;

/** @type {Record<string, number[]>} */
const DIRECTIONS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  Home: [-1, -1],
  PageUp: [1, -1],
  End: [-1, 1],
  PageDown: [1, 1],
};

/**
 * @param {HTMLElement} pad
 * @param {Store} store
 */
export function mountPadKeys(pad, store) {
  /** @type {Set<string>} */
  const held = new Set();

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was handled */
  function press(event) {
    const { key } = event;
    if (event.altKey || event.ctrlKey || event.metaKey) return false;
    if (key in DIRECTIONS) {
      held.add(key);
      store.dispatch(moveCursor, ...direction(held), event.shiftKey ? SMALL_STEP : STEP);
    } else if (key === " " || key === "Enter") {
      if (!event.repeat) store.dispatch(store.state.cursor.down ? liftCursor : lowerCursor);
    } else if (key === "Escape" && store.state.cursor.down) {
      store.dispatch(liftCursor);
    } else if (key === "Delete" || key === "Backspace") {
      store.dispatch(clear);
      store.dispatch(liftCursor);
    } else {
      return false;
    }
    return true;
  }

  pad.addEventListener("keydown", (event) => {
    if (press(event)) event.preventDefault();
  });
  pad.addEventListener("keyup", ({ key }) => held.delete(key));
  pad.addEventListener("blur", () => {
    held.clear();
    store.dispatch(liftCursor);
  });
  pad.addEventListener("pointerdown", () => store.dispatch(liftCursor));
}

/**
 * Undo and redo from anywhere on the page.
 * @param {Store} store
 */
export function mountShortcuts(store) {
  document.addEventListener("keydown", (event) => {
    const wanted = shortcut(event);
    if (!wanted) return;
    event.preventDefault();
    store.dispatch(liftCursor);
    store.dispatch(wanted);
  });
}

/**
 * Return the action of an undo or redo shortcut, except in text fields.
 * @param {KeyboardEvent} event
 */
function shortcut({ target, key, ctrlKey, metaKey, altKey, shiftKey }) {
  const typing = target instanceof Element && target.matches("input[type=text], input[type=number]");
  if (!(ctrlKey || metaKey) || altKey || typing) return null;
  if (key.toLowerCase() === "z") return shiftKey ? redo : undo;
  return key.toLowerCase() === "y" ? redo : null;
}

/**
 * Return the sum of the directions of all held keys, at most one step on each axis.
 * @param {Set<string>} held
 * @returns {[number, number]}
 */
function direction(held) {
  let dx = 0;
  let dy = 0;
  for (const key of held) {
    dx += DIRECTIONS[key][0];
    dy += DIRECTIONS[key][1];
  }
  return [Math.sign(dx), Math.sign(dy)];
}

/**
 * @param {State} state
 * @param {number} dx
 * @param {number} dy
 * @param {number} step
 * @returns {State}
 */
function moveCursor(state, dx, dy, step) {
  const limit = (/** @type {number} */ value) => Math.min(Math.max(value, 0), PAD_SIZE);
  const { x, y, down } = state.cursor;
  const cursor = { x: limit(x + dx * step), y: limit(y + dy * step), down };
  const moved = { ...state, cursor };
  return down ? penMove(moved, [[cursor.x, cursor.y]]) : moved;
}

/**
 * @param {State} state
 * @returns {State}
 */
function lowerCursor(state) {
  const { x, y } = state.cursor;
  return { ...penDown(state, [x, y]), cursor: { x, y, down: true } };
}

/**
 * @param {State} state
 * @returns {State}
 */
function liftCursor(state) {
  return state.cursor.down ? { ...state, cursor: { ...state.cursor, down: false } } : state;
}
