/** Undo, redo, clear and the pen's width. */

import { find } from "../../ui/dom.js";
import { clear, redo, setPenWidth, undo } from "../../state/drawing.js";

/** @param {import("../../state/store.js").Store} store */
export function mountTools(store) {
  const undoButton = find("#undo", HTMLButtonElement);
  const redoButton = find("#redo", HTMLButtonElement);
  const clearButton = find("#clear", HTMLButtonElement);
  const width = find("#pen-width", HTMLInputElement);

  undoButton.addEventListener("click", () => store.dispatch(undo));
  redoButton.addEventListener("click", () => store.dispatch(redo));
  clearButton.addEventListener("click", () => store.dispatch(clear));
  width.addEventListener("input", () => store.dispatch(setPenWidth, width.valueAsNumber));

  store.subscribe(({ past, future, penWidth }) => {
    disable(undoButton, past.length === 0);
    disable(redoButton, future.length === 0);
    width.value = String(penWidth);
    width.setAttribute("aria-valuetext", `${penWidth} pixels`);
  });
}

/**
 * A button that has nothing to do says so, but keeps the keyboard's focus.
 * @param {HTMLButtonElement} button
 * @param {boolean} idle
 */
function disable(button, idle) {
  button.setAttribute("aria-disabled", String(idle));
}
