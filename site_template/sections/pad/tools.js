/** Undo, redo, clear and the pen's width. */

import { MAX_PEN_WIDTH, MIN_PEN_WIDTH } from "../../constants/ink.js";
import { find } from "../../ui/dom.js";
import { setDisabled } from "../../ui/disabled.js";
import { wholeNumber } from "../../state/context.js";
import { clear, redo, setPenWidth, undo } from "../../state/drawing.js";

/** @type {import("../../state/instruments.js").Instrument} */
export const tools = {
  name: "tools",
  place: ".draw",
  fields: {
    pen: {
      write: ({ penWidth }, start) => penWidth !== start.penWidth && String(penWidth),
      read: (state, text) => ({ ...state, penWidth: wholeNumber(text, MIN_PEN_WIDTH, MAX_PEN_WIDTH) }),
    },
  },
  mount,
};

/** @param {import("../../state/store.js").Store} store */
function mount(store) {
  const undoButton = find("#undo", HTMLButtonElement);
  const redoButton = find("#redo", HTMLButtonElement);
  const clearButton = find("#clear", HTMLButtonElement);
  const width = find("#pen-width", HTMLInputElement);

  undoButton.addEventListener("click", () => store.dispatch(undo));
  redoButton.addEventListener("click", () => store.dispatch(redo));
  clearButton.addEventListener("click", () => store.dispatch(clear));
  width.addEventListener("input", () => store.dispatch(setPenWidth, width.valueAsNumber));

  store.subscribe(({ past, future, penWidth }) => {
    setDisabled(undoButton, past.length === 0);
    setDisabled(redoButton, future.length === 0);
    width.value = String(penWidth);
    width.setAttribute("aria-valuetext", `${penWidth} pixels`);
  });
}
